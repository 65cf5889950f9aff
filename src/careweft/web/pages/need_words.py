"""What services help with, marked for translation; the words themselves are care's (directory.service.NEEDS)."""

from careweft.web.language import N_

SAID = (
    N_("Things that help at home"),
    N_("A home that is safe and warm"),
    N_("Enough food"),
    N_("Money and debts"),
    N_("Heating and power"),
    N_("Work"),
    N_("School and learning"),
    N_("Law and rights"),
    N_("Getting about"),
    N_("Company"),
    N_("Safety at home"),
    N_("Help for carers"),
    N_("Help at home"),
    N_("A day centre"),
    N_("A break from caring"),
    N_("Moving and falls"),
    N_("Feeling low or worried"),
    N_("Using the internet"),
)
