"""Random draws that belong to somebody: each is a pure function of (seed, process, key, index).

Nothing is consumed from a stream, so changing one hazard or adding one process leaves every other draw as it was
(common random numbers; `L'Ecuyer, Random number generation with multiple streams`, Winter Simulation 2015). The mixer
is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, doi 10.1145/2660193.2660195), vectorised.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]
Bools = npt.NDArray[np.bool_]
Keys = Ints | Words

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_INDEX = np.uint64(0xD6E8FEB86659FD93)
_POISSON_LIMIT = 400


def _mix(words: Words) -> Words:
    """SplitMix64's finaliser: a bijection of 64-bit words in which every output bit depends on every input bit."""
    words = (words ^ (words >> np.uint64(30))) * _MIX1
    words = (words ^ (words >> np.uint64(27))) * _MIX2
    return words ^ (words >> np.uint64(31))


class Draws:
    """The draws of one seed. `keys` say whose they are (a person, a visit), `index` which of that person's."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._salts: dict[str, np.uint64] = {}

    def words(self, process: str, keys: Keys, index: Keys | int = 0) -> Words:
        """64 random bits for each key."""
        if process not in self._salts:
            digest = blake2b(f"{self._seed}/{process}".encode(), digest_size=8).digest()
            self._salts[process] = np.uint64(int.from_bytes(digest, "big"))
        with np.errstate(over="ignore"):
            key = _mix(np.asarray(keys).astype(np.uint64) * _GOLDEN + self._salts[process])
            return _mix(key + (np.asarray(index).astype(np.uint64) + np.uint64(1)) * _INDEX)

    def uniform(self, process: str, keys: Keys, index: Keys | int = 0) -> Floats:
        """Uniform on the open interval (0, 1)."""
        bits = self.words(process, keys, index) >> np.uint64(12)
        return (bits.astype(np.float64) + 0.5) * 2.0**-52

    def chance(self, process: str, keys: Keys, p: Floats | float, index: Keys | int = 0) -> Bools:
        """True with probability `p`."""
        return self.uniform(process, keys, index) < p

    def normal(self, process: str, keys: Keys, index: Keys | int = 0) -> Floats:
        """Standard normal (Box and Muller 1958)."""
        radius = np.sqrt(-2.0 * np.log(self.uniform(process, keys, index)))
        return np.asarray(radius * np.cos(2.0 * np.pi * self.uniform(process + "/angle", keys, index)))

    def exponential(self, process: str, keys: Keys, index: Keys | int = 0) -> Floats:
        """Exponential with mean 1; as a frailty it is a gamma of shape 1."""
        return np.asarray(-np.log(self.uniform(process, keys, index)))

    def poisson(self, process: str, keys: Keys, mean: Floats) -> Ints:
        """Poisson by inversion, so that raising a mean only adds events to those already there."""
        u = self.uniform(process, keys)
        count = np.zeros(len(u), dtype=np.int64)
        term = np.exp(-mean)
        below = term.copy()
        open_ = np.flatnonzero(u > below)
        for k in range(1, _POISSON_LIMIT):
            if not len(open_):
                break
            term[open_] *= mean[open_] / k
            below[open_] += term[open_]
            count[open_] = k
            open_ = open_[u[open_] > below[open_]]
        return count

    def integers(self, process: str, keys: Keys, below: Ints | int, index: Keys | int = 0) -> Ints:
        """Integers from 0 up to but not including `below`."""
        return np.asarray((self.uniform(process, keys, index) * below).astype(np.int64))

    def pick(self, process: str, keys: Keys, weights: Sequence[float], index: Keys | int = 0) -> Ints:
        """Indexes into `weights`, each as likely as its weight."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(edges, self.uniform(process, keys, index) * edges[-1], side="right")
        return np.asarray(found, dtype=np.int64)


def spread(counts: Ints) -> tuple[Ints, Ints]:
    """One row per event: whose it is (row number) and which of that person's (0, 1, …)."""
    owner = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    return owner, np.arange(len(owner), dtype=np.int64) - first
