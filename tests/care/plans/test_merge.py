"""Two people change one plan at once, in every order: nothing that somebody wrote is lost without being told."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from careweft.care.plans.content import Part, Text
from careweft.care.plans.merge import Clash, differences, merge

KEYS = [f"need/{letter}" for letter in "abcde"]
WORDS = st.one_of(st.none(), st.sampled_from([Text(word) for word in ("one", "two", "three")]))
PARTS = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([Text("old"), Text("other")]), max_size=5)


@dataclass
class Writer:
    """Somebody who opened the plan at a version and types."""

    found: int = 0
    typed: dict[str, Part | None] = field(default_factory=dict)


def saved(versions: list[dict[str, Part]], writer: Writer) -> list[Clash]:
    """What the store does with a writer's form: merge with what is there, keep it, and answer with what clashes."""
    found = versions[writer.found]
    written = {k: v for k, v in (found | writer.typed).items() if v is not None}
    merged = merge(found, versions[-1], written)
    versions.append(merged.parts)
    return list(merged.clashes)


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.one_of(st.just("open"), st.just("save"), st.tuples(st.sampled_from(KEYS), WORDS))),
    max_size=30,
)


@given(PARTS, STEPS)
def test_whatever_the_order_each_word_is_kept_or_told(start: dict[str, Part], steps: list[tuple[int, object]]) -> None:
    versions, writers = [start], [Writer(), Writer(), Writer()]
    for who, act in steps:
        writer = writers[who]
        if act == "open":
            writer.found, writer.typed = len(versions) - 1, {}
        elif act == "save":
            before, found = versions[-1], versions[writer.found]
            clashes = {clash.key: clash for clash in saved(versions, writer)}
            after = versions[-1]
            for key in KEYS:
                mine = writer.typed[key] if key in writer.typed else found.get(key)
                if mine == found.get(key):  # not touched by this writer: as the others left it
                    assert after.get(key) == before.get(key)
                elif key in clashes:  # told with all three texts, and what the first saved stands
                    clash = clashes[key]
                    assert (clash.found, clash.saved, clash.written) == (found.get(key), before.get(key), mine)
                    assert after.get(key) == before.get(key)
                else:  # kept
                    assert after.get(key) == mine
            writer.found = len(versions) - 1
            writer.typed = {key: clash.written for key, clash in clashes.items()}
        elif isinstance(act, tuple):
            writer.typed[act[0]] = act[1]


@given(PARTS, PARTS, PARTS)
def test_the_order_of_two_saves_matters_only_where_they_clash(
    found: dict[str, Part], one: dict[str, Part], other: dict[str, Part]
) -> None:
    first, second = merge(found, one, other), merge(found, other, one)
    assert {clash.key for clash in first.clashes} == {clash.key for clash in second.clashes}
    if not first.clashes:
        assert first.parts == second.parts
    assert merge(found, found, one).parts == one
    assert merge(found, one, found).parts == one


def test_a_part_taken_out_by_one_and_changed_by_the_other_clashes_and_stays_as_the_first_saved_it() -> None:
    found: dict[str, Part] = {"need/a": Text("old"), "need/b": Text("same")}
    taken_out: dict[str, Part] = {"need/b": Text("same")}
    changed: dict[str, Part] = {"need/a": Text("new"), "need/b": Text("same")}
    assert merge(found, taken_out, changed).parts == taken_out
    assert merge(found, taken_out, changed).clashes == (Clash("need/a", Text("old"), None, Text("new")),)
    assert merge(found, changed, taken_out).parts == changed
    assert merge(found, changed, taken_out).clashes == (Clash("need/a", Text("old"), Text("new"), None),)


def test_both_writing_the_same_is_no_clash() -> None:
    found: dict[str, Part] = {"need/a": Text("old")}
    new: dict[str, Part] = {"need/a": Text("new")}
    assert merge(found, new, new).clashes == ()
    assert [d.key for d in differences(found, new)] == ["need/a"]
