"""An instrument in the language of who fills it in: the catalogue's words, or those that the Questionnaire brings."""

from careweft.care.assessment import library, names
from careweft.care.assessment.evaluate import evaluate, faults
from careweft.care.assessment.instrument import read
from careweft.web import questions
from careweft.web.language import LANGUAGES, speaking
from careweft.web.questions import Question, Sheet


def rows(name: str) -> list[Question]:
    state = evaluate(library.by_name(name), {})
    return [row for part in questions.parts(state.instrument) for row in Sheet(state).rows(part) if _asks(row)]  # type: ignore[misc]


def _asks(row: object) -> bool:
    return isinstance(row, Question)


def test_a_person_reads_every_question_and_answer_in_their_language_and_says_the_same() -> None:
    english = rows("phq-9")
    for language in set(LANGUAGES) - {"en"}:
        with speaking(language):
            told = rows("phq-9")
            assert questions.ours(library.by_name("phq-9"))
        assert [each.key for each in told] == [each.key for each in english]
        for here, there in zip(told, english, strict=True):
            assert here.text != there.text
            assert [choice.value for choice in here.choices] == [choice.value for choice in there.choices]
            assert not {choice.text for choice in here.choices} & {choice.text for choice in there.choices}


def test_what_is_missing_is_said_with_the_question_in_the_same_language() -> None:
    state = evaluate(library.by_name("gad-7"), {})
    first = faults(state)[0]
    assert first.text == "Answer: Feeling nervous, anxious or on edge"
    with speaking("pl"):
        assert questions.say(state.instrument, first.text) == (
            "Odpowiedz: Uczucie zdenerwowania, niepokoju lub silnego napięcia"
        )


def test_a_questionnaire_that_brings_its_own_translation_speaks_by_it() -> None:
    body = dict(library.by_name("gad-7").content)
    first = dict(body["item"][1])
    words = [{"url": "lang", "valueCode": "pl-PL"}, {"url": "content", "valueString": "Official words"}]
    first["_text"] = {"extension": [{"url": names.TRANSLATION, "extension": words}]}
    made = read(body | {"item": [body["item"][0], first, *body["item"][2:]]})
    with speaking("pl"):
        assert questions.say(made, first["text"]) == "Official words"
        assert questions.say(made, "Trouble relaxing") == "Trudności z odprężeniem się"
        assert not questions.ours(made)
    assert questions.say(made, first["text"]) == first["text"]
