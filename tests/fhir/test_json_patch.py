"""JSON Patch: the examples of RFC 6902's appendix, what must fail, and decimals that keep their text."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careweft.fhir.invalid import Invalid, Unprocessable
from careweft.fhir.jsontext import dumps, loads
from careweft.fhir.patching import patched, read_json_patch
from tests.fhir.conftest import observation, patient

Operation = dict[str, Any]


def run(document: Any, *operations: Operation) -> Any:
    return read_json_patch(json.dumps(operations).encode())(copy.deepcopy(document))


def add(path: str, value: Any) -> Operation:
    return {"op": "add", "path": path, "value": value}


def op(name: str, path: str, **more: Any) -> Operation:
    return {"op": name, "path": path, **more}


FOO: Any = {"foo": "bar"}


@pytest.mark.parametrize(
    ("document", "operations", "wanted"),
    [
        (FOO, [add("/baz", "qux")], {"baz": "qux", "foo": "bar"}),  # A.1
        ({"foo": ["bar", "baz"]}, [add("/foo/1", "qux")], {"foo": ["bar", "qux", "baz"]}),  # A.2
        ({"baz": "qux", "foo": "bar"}, [op("remove", "/baz")], FOO),  # A.3
        ({"foo": ["bar", "qux", "baz"]}, [op("remove", "/foo/1")], {"foo": ["bar", "baz"]}),  # A.4
        ({"baz": "qux"}, [op("replace", "/baz", value="boo")], {"baz": "boo"}),  # A.5
        (
            {"a": {"b": 1, "c": 2}, "d": {}},
            [{"op": "move", "from": "/a/b", "path": "/d/e"}],
            {"a": {"c": 2}, "d": {"e": 1}},
        ),  # A.6
        ({"foo": [1, 2, 3, 4]}, [{"op": "move", "from": "/foo/1", "path": "/foo/3"}], {"foo": [1, 3, 4, 2]}),  # A.7
        (
            {"baz": "qux", "foo": ["a", 2]},
            [op("test", "/baz", value="qux"), op("test", "/foo/1", value=2)],
            None,
        ),  # A.8
        (FOO, [add("/child", {"grandchild": {}})], {"foo": "bar", "child": {"grandchild": {}}}),  # A.10
        (FOO, [add("/baz", "qux") | {"xyz": 123}], {"foo": "bar", "baz": "qux"}),  # A.11
        ({"/": 9, "~1": 10}, [op("test", "/~01", value=10)], None),  # A.14
        ({"foo": ["bar"]}, [add("/foo/-", ["abc", "def"])], {"foo": ["bar", ["abc", "def"]]}),  # A.16
        ({"foo": 1}, [op("copy", "/bar", **{"from": "/foo"})], {"foo": 1, "bar": 1}),
        ({"foo": 1}, [op("replace", "", value={"baz": 2})], {"baz": 2}),
        ({"foo": 1}, [{"op": "move", "from": "/foo", "path": "/foo"}], None),
        ({"foo": 1.0}, [op("test", "/foo", value=1)], None),
        ({"": 1}, [op("test", "/", value=1)], None),
        ({"foo": None}, [op("test", "/foo", value=None)], None),
    ],
)
def test_what_fits_is_done(document: Any, operations: list[Operation], wanted: Any) -> None:
    assert run(document, *operations) == (document if wanted is None else wanted)


@pytest.mark.parametrize(
    ("document", "operation"),
    [
        ({"baz": "qux"}, op("test", "/baz", value="bar")),  # A.9
        (FOO, add("/baz/bat", "qux")),  # A.12
        ({"/": 9, "~1": 10}, op("test", "/~01", value="10")),  # A.15
        ({"bar": [1, 2]}, add("/bar/8", "5")),
        ({"bar": [1, 2]}, add("/bar/-1", "5")),
        ({"bar": [1, 2]}, op("remove", "/bar/-")),
        ({"bar": [1, 2]}, op("remove", "/bar/2")),
        ({"bar": [1, 2]}, op("replace", "/bar/01", value=1)),
        ({"bar": [1, 2]}, op("test", "/bar/1e0", value=2)),
        ({"bar": [1, 2]}, add("/bar/x", 1)),
        ({"bar": 1}, op("test", "/bar", value=True)),
        ({"bar": {"x": [0]}}, op("test", "/bar", value={"x": [False]})),
        ({"bar": 1}, op("remove", "/baz")),
        ({"bar": 1}, op("replace", "/baz", value=1)),
        ({"bar": "text"}, add("/bar/0", "x")),
        ({"a": {"b": {}}}, {"op": "move", "from": "/a", "path": "/a/b/c"}),
        ({"bar": 1}, op("copy", "/x", **{"from": "/y"})),
    ],
)
def test_what_does_not_fit_is_refused(document: Any, operation: Operation) -> None:
    with pytest.raises(Unprocessable) as caught:
        run(document, operation)
    assert caught.value.issues[0].path == f"[0].{operation['op']}"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, ""),
        ([1], "[0].op"),
        ([op("spam", "/a")], "[0].op"),
        ([op("add", "/a")], "[0].value"),
        ([op("test", "/a")], "[0].value"),
        ([op("move", "/a")], "[0].from"),
        ([{"op": "remove"}], "[0].path"),
        ([op("remove", "a")], "[0].path"),
        ([op("remove", "/a~2")], "[0].path"),
        ([op("remove", "/a"), op("copy", "/a", **{"from": 1})], "[1].from"),
        ([op("remove", "/a")] * 1001, ""),
    ],
)
def test_what_is_no_patch_is_refused(body: Any, path: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_json_patch(json.dumps(body).encode())
    assert caught.value.issues[0].path == path


def test_decimals_keep_their_text() -> None:
    resource = loads(dumps(observation()).replace(b"171.5", b"171.50"))
    patch = read_json_patch(
        b'[{"op":"add","path":"/component","value":[{"code":{"text":"c"},"valueQuantity":{"value":1.10}}]},'
        b'{"op":"copy","from":"/component/0/valueQuantity","path":"/referenceRange","value":0},'
        b'{"op":"remove","path":"/referenceRange"},{"op":"test","path":"/valueQuantity/value","value":171.5}]'
    )
    text = dumps(patched(resource, patch))
    assert b"171.50" in text and b"1.10" in text


def test_the_outcome_must_be_valid_and_the_same_resource() -> None:
    for operation, path in (
        (op("replace", "/status", value="finale"), "Observation.status"),
        (op("remove", "/status"), "Observation.status"),
        (op("replace", "/id", value="other"), "Observation.id"),
        (op("replace", "", value=patient("o1")), "Observation.resourceType"),
        (op("replace", "", value=None), "Resource"),
    ):
        before = observation()
        with pytest.raises(Unprocessable) as caught:
            patched(before, read_json_patch(json.dumps([operation]).encode()))
        assert caught.value.issues[0].path == path
        assert before == observation()


def test_copies_cannot_fill_the_memory() -> None:
    doubling = [op("copy", "/a/x", **{"from": "/a"})] + [op("copy", f"/a/x{n}", **{"from": "/a"}) for n in range(60)]
    with pytest.raises(Unprocessable):
        run({"a": {"b": "c" * 1000}}, *doubling)
    deep = [add("/a" * n, {}) for n in range(1, 900)]
    with pytest.raises(Unprocessable):
        patched(patient(), read_json_patch(json.dumps(deep).encode()))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "/", "~", "0"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["", "a", "/", "~", "0", "-"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_a_value_put_anywhere_is_found_there_and_taken_away_again(document: Any, value: Any) -> None:
    for name in ("", "a", "~0~1", "new"):
        holder = {"doc": document}
        added = run(holder, add(f"/{name}", value), op("test", f"/{name}", value=value))
        assert run(added, op("remove", f"/{name}")) == holder
