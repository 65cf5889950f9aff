"""The Python source of a FHIRPath collection while it is being made: comprehension clauses and static types."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from careweft.base.errors import BadInput
from careweft.fhir.definitions import Field, ancestors, structures


@dataclass
class Names:
    """Fresh variable names for one compiled expression."""

    made: int = 0

    def new(self) -> str:
        """A name that no other part of the expression uses."""
        self.made += 1
        return f"v{self.made}"


@dataclass(frozen=True)
class Flow:
    """`[var clauses]`. `types` are the possible FHIR types of the items, None where not known.

    `choice` holds the properties of value[x] as long as nothing asked for a value: `of_type` picks among them.
    `named` is the last step's owner and name, for `extension` on a primitive.
    """

    names: Names
    clauses: tuple[str, ...]
    var: str
    types: frozenset[str] | None
    single: bool = False
    choice: tuple[tuple[str, Field], ...] = ()
    dynamic: str = ""
    named: "tuple[Flow, str] | None" = field(default=None, compare=False)

    def step(self, clause: str, types: frozenset[str] | None, *, single: bool = False) -> "Flow":
        """One more `for`: `{}` in the clause is the new variable."""
        var = self.names.new()
        return Flow(self.names, (*self.clauses, clause.replace("{}", var)), var, types, self.single and single)

    def where(self, condition: str) -> "Flow":
        """Only the items for which a Python condition holds."""
        done = self.settled()
        return replace(done, clauses=(*done.clauses, f"if {condition}"))

    def settled(self) -> "Flow":
        """The same items with value[x] looked up."""
        if self.choice:
            return self._read(self.choice)
        if self.dynamic:
            return self.step(f"for {{}} in child({self.var}, {self.dynamic!r})", None)
        return self

    def _read(self, choice: Sequence[tuple[str, Field]]) -> "Flow":
        types = frozenset(f.type for _, f in choice)
        if len(choice) == 1:
            source = f"for {{}} in [{self.var}.get({choice[0][0]!r})] if {{}} is not None"
            return replace(self, choice=()).step(source, types, single=True)
        keys = tuple(key for key, _ in choice)
        source = f"for {{}} in [{self.var}[k] for k in {keys!r} if k in {self.var}]"
        return replace(self, choice=()).step(source, types, single=True)

    @property
    def source(self) -> str:
        """A Python expression for the list."""
        done = self.settled()
        if (
            len(done.clauses) == 1
            and done.clauses[0].startswith(f"for {done.var} in ")
            and " if " not in done.clauses[0]
        ):
            return f"list({done.clauses[0].partition(' in ')[2]})"
        return f"[{done.var} {' '.join(done.clauses)}]"

    @property
    def possible(self) -> frozenset[str] | None:
        """The types that an item may have, value[x] included."""
        if self.choice:
            return frozenset(f.type for _, f in self.choice)
        return None if self.dynamic else self.types

    @property
    def codes(self) -> str | None:
        """The required value set of the last step's codes."""
        if self.named is None or not self.named[0].types:
            return None
        found = [
            f.codes for type_ in self.named[0].types if type_ in structures() for _, f in _fields(type_, self.named[1])
        ]
        return next(filter(None, found), None)

    def child(self, name: str) -> "Flow":
        """The children of that name."""
        done = self.settled()
        if name in ("extension", "id") and self._on_primitive():
            return self._sibling().child(name)
        if (
            not done.types
            or done.types & {"Resource", "DomainResource"}
            or not all(t in structures() for t in done.types)
        ):
            return replace(done, dynamic=name, named=(done, name))
        found = {key: field for type_ in done.types for key, field in _fields(type_, name)}
        if not found:
            known = sorted({f.choice or k for t in done.types for k, f in structures()[t].fields.items()})
            raise BadInput(
                f"{' or '.join(sorted(done.types))} has no element {name!r}", expected=f"one of {', '.join(known)}"
            )
        if any(f.choice for f in found.values()):
            return replace(done, choice=tuple(found.items()), named=(done, name))
        many = {f.max != 1 for f in found.values()}
        types = frozenset(f.type for f in found.values())
        return replace(done.step(self._plain(done.var, name, many), types, single=many == {False}), named=(done, name))

    @staticmethod
    def _plain(var: str, name: str, many: set[bool]) -> str:
        if many == {True}:
            return f"for {{}} in {var}.get({name!r}, NOTHING) if {{}} is not None"
        if many == {False}:
            return f"for {{}} in [{var}.get({name!r})] if {{}} is not None"
        return f"for {{}} in child({var}, {name!r})"

    def _on_primitive(self) -> bool:
        """Whether the last step may have led to primitives."""
        if self.named is None:
            return False
        return self.possible is None or any(
            structures()[t].kind == "primitive" for t in self.possible if t in structures()
        )

    def _sibling(self) -> "Flow":
        """The objects beside the primitives that hold their ids and extensions."""
        assert self.named is not None
        owner, name = self.named
        if self.dynamic or owner.types is None:
            return owner.step(f"for {{}} in siblings({owner.var}, {name!r})", frozenset({"Element"}))
        keys = tuple(key for key, _ in self.choice) or (name,)
        source = f"for {{}} in [x for k in {keys!r} for x in siblings({owner.var}, k)]"
        return owner.step(source, frozenset({"Element"}))

    def of_type(self, type_: str) -> "Flow":
        """Only the items of a FHIR or System type."""
        name = type_.removeprefix("FHIR.").removeprefix("System.")
        name = name if name in structures() else name[:1].lower() + name[1:]
        if name not in structures():
            raise BadInput(f"there is no type {type_!r}", expected="an R4 type")
        if self.choice:
            kept = tuple((key, f) for key, f in self.choice if name in ancestors(f.type))
            read = self._read(kept) if kept else self.step("for {} in NOTHING", frozenset({name}))
            return replace(read, named=self.named)
        if self.dynamic:
            return self.step(f"for {{}} in child_as({self.var}, {self.dynamic!r}, {name!r})", frozenset({name}))
        if self.types is None or self.types & {"Resource", "DomainResource"}:
            return replace(self.where(f"is_type({self.var}, {name!r})"), types=frozenset({name}))
        kept_types = frozenset(t for t in self.types if name in ancestors(t) or t == name)
        if kept_types == self.types:
            return self
        if not kept_types:
            return replace(self.where("False"), types=frozenset({name}))
        return replace(self.where(f"is_type({self.var}, {name!r})"), types=kept_types)

    def parts(self) -> Iterator["Flow"]:
        """The same items, one flow for each type that is known."""
        if self.choice:
            for key, chosen in self.choice:
                yield self._read([(key, chosen)])
        else:
            yield self


def _fields(type_: str, name: str) -> list[tuple[str, Field]]:
    shape = structures()[type_]
    if name in shape.fields:
        return [(name, shape.fields[name])]
    return [(key, f) for key, f in shape.fields.items() if f.choice == name]
