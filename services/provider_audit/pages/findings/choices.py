"""The choices of the forms about a finding, in words."""

from services.provider_audit.casework.acts import DismissReason, Ground, Stand
from services.runtime.language.words import Words

STAND_CHOICES = (
    (Stand.AGREE, Words(sv="Instämmer", en="Agree")),
    (Stand.PARTLY, Words(sv="Instämmer delvis", en="Agree in part")),
    (Stand.DISAGREE, Words(sv="Instämmer inte", en="Disagree")),
)
GROUNDS = (
    (Ground.IN_TIME, Words(sv="Lämnades i tid", en="Submitted in time")),
    (Ground.PAUSED, Words(sv="Pausat eller avslutat", en="On hold or ended")),
    (Ground.NO_CLAUSE, Words(sv="Villkoret gällde inte", en="The clause did not apply")),
    (Ground.WRONG_BASIS, Words(sv="Fel i underlaget", en="Error in what it rests on")),
    (Ground.HINDRANCE, Words(sv="Hinder utanför vår kontroll", en="Hindrance outside our control")),
)
REASONS = (
    (DismissReason.IN_TIME, Words(sv="Det lämnades i tid", en="It was submitted in time")),
    (
        DismissReason.PAUSED,
        Words(sv="Uppdraget var pausat eller avslutat", en="The placement was on hold or had ended"),
    ),
    (DismissReason.NO_CLAUSE, Words(sv="Villkoret gällde inte", en="The clause did not apply")),
    (DismissReason.WRONG_BASIS, Words(sv="Fel i underlaget", en="Error in what it rests on")),
    (DismissReason.HINDRANCE, Words(sv="Godtagbart hinder", en="Acceptable hindrance")),
    (DismissReason.SMALL, Words(sv="Utan betydelse i sak", en="Of no consequence")),
)
DECISIONS = {
    "confirm": Words(sv="Fastställ bristen", en="Confirm the finding"),
    "complete": Words(sv="Begär komplettering av svaret", en="Request a completion of the reply"),
    "dismiss": Words(sv="Avskriv bristen", en="Dismiss the finding"),
    "close": Words(sv="Avsluta ärendet om bristen", en="Close the matter"),
}
