"""Spoken English answers to supplied banks: a told story reaches the top, a plain one the middle, a bad one the bottom."""

from __future__ import annotations

import pytest

from bole_engines.assessment import assess, banks
from bole_engines.assessment.tests.test_banks import supplied
from bole_engines.assessment.types import Answer

SERVICE = "customer_service.en"
PLAN_OF = {
    "se_setback": ("sales.en", "sales_en_no_experience"),
    "te_incident": ("internet_tech.en", "internet_tech_en_backend"),
    "ce_furious": (SERVICE, "customer_service_en_standard"),
    "ce_went_further": (SERVICE, "customer_service_en_chat"),
}

BACK_ON_TARGET = (
    "In spring I was at forty percent of quota by mid April. I worked out I needed 11 demos a week. I started an hour earlier "
    "and doubled my calls. I went through my lost deals and saw that I was pitching to people who couldn't decide. I changed my "
    "opening and sat in with our best rep. I went from three deals to nine and finished the quarter at 104 percent."
)
CHECKOUT = (
    "So last March our checkout started timing out on a Friday afternoon. First I checked how many orders were hit, it was about "
    "8 percent, only customers with saved cards. I looked at the traces, then at the last deploy. It turned out a new library "
    "never closed its connections. I tested the fix on staging and watched the error rate overnight. It went from 8 percent to "
    "under 0.1 percent."
)
PICTURES = (
    "When I worked at a phone shop last summer a man came in shouting because his phone had lost all the pictures. I let him "
    "finish. I said I'm really sorry, losing pictures of your daughter's wedding must be awful. I asked him when he'd last seen "
    "them. I repeated it back to him. After 20 minutes we found them in the cloud and he thanked me."
)
PASSPORT = (
    "A guest had lost his passport at our hostel. I checked the booking and found out he had left it in the taxi. I called three "
    "taxi companies and spoke to the driver myself. I offered him a choice, either pick it up or have it sent by courier. He was "
    "happy in the end and came back a year later."
)


@pytest.mark.parametrize(
    ("question", "competency", "text", "level"),
    [
        ("se_setback", "drive", BACK_ON_TARGET, 5),
        ("se_setback", "drive",
         "The leads were rubbish and the market was down, there was nothing I could do really.", 1),
        ("te_incident", "problem_solving", CHECKOUT, 5),
        ("te_incident", "problem_solving",
         "The site was down and I tried different things until it worked, no idea why it was fine again.", 1),
        ("ce_furious", "empathy", PICTURES, 5),
        ("ce_went_further", "solving", PASSPORT, 4),
        ("ce_went_further", "solving",
         "I usually just transfer them to the right department, it's not my job.", 1),
    ],
)  # fmt: skip
def test_a_spoken_answer_reaches_its_level(question: str, competency: str, text: str, level: int) -> None:
    bank, plan = PLAN_OF[question]
    result = assess(banks.plan(supplied(bank), plan), [Answer(question, text)])

    assert {one.competency_id: one.level for one in result.ratings}[competency] == level


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "ce_furious",
            "A guest was shouting, and he hung up on me. Then he called again and he argued with me about the bill.",
        ),
        (
            "ce_furious",
            "She called me an idiot and told me I was stupid, so I let her finish and asked her what had happened.",
        ),
    ],
)
def test_what_others_did_is_not_held_against_the_speaker(question: str, text: str) -> None:
    plan = banks.plan(supplied(SERVICE), "customer_service_en_standard")
    against = [
        quote
        for one in assess(plan, [Answer(question, text)]).ratings
        for quote in one.evidence
        if quote.polarity == "-"
    ]

    assert against == []
