"""How hard a text is to read."""

import re


def syllables(word: str) -> int:
    """Groups of vowels, without a silent e: as the formula's authors counted, near enough."""
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    return max(1, groups - silent)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text: 3.5 is read at about nine years (Kincaid et al., 1975)."""
    sentences = [sentence for sentence in re.split(r"[.?!]+\s*", text) if sentence.strip()]
    found = re.findall(r"[a-z']+", text.lower())
    return 0.39 * len(found) / len(sentences) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59
