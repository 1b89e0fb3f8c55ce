"""What would make a finding fall, in words, by the codes that the rules declare."""

from services.runtime.language.duties import gate_rule
from services.runtime.language.words import Words

FALLS_BY: dict[str, Words] = {
    "arrived_before_due": Words(
        sv="det finns en kvittens från före fristens slut", en="there is a receipt from before the due"
    ),
    "ended_by_due": Words(sv="uppdraget avslutades innan fristen gick ut", en="the placement ended by the due"),
    "no_contract_governs": Words(sv="inget avtal med villkoret gällde", en="no contract with the clause was in force"),
    "too_few_placed_days": Words(
        sv="månaden hade för få dagar med placering, till exempel för att uppdraget var pausat",
        en="the month had too few placed days, for instance because the placement was on hold",
    ),
    "last_month": Words(
        sv="uppdraget slutade den månaden, så att slutrapporten gäller",
        en="the placement ended that month: the end report covers it",
    ),
    "withdrawn_by_due": Words(
        sv="förfrågan återkallades innan fristen gick ut", en="the referral was withdrawn by the due"
    ),
    "not_in_force": Words(sv="avtalet aldrig började gälla", en="the contract never came into force"),
    "permit_in_force": Words(
        sv="ett tillstånd för organisationsnumret, formen och enheten gällde",
        en="a permit of that organisation number, form and unit was in force",
    ),
    "not_permit_bound": Words(
        sv="det finns ett beslut om att verksamheten inte är tillståndspliktig",
        en="there is a decision that the service is not permit-bound",
    ),
    "nobody_placed": Words(sv="ingen var placerad där", en="nobody was placed there"),
    "higher_maximum": Words(sv="tillståndet medgav fler", en="the permit allowed more"),
    "fewer_placed": Words(sv="färre var placerade", en="fewer were placed"),
    "inside_permit": Words(sv="personen var inom tillståndets grupper", en="the person was inside the permit's groups"),
    "left": Words(sv="placeringen hade upphört", en="the placement had ended"),
    "without_permit": Words(
        sv="tillstånd saknades helt: då gäller regel {rule}", en="there was no permit at all: rule {rule} holds then"
    ).fill(rule=gate_rule("permit")),
    "waived": Words(sv="nämnden har undantagit skyldigheten", en="the board has waived the duty"),
    "call_attested": Words(sv="nämnden intygar samtalet", en="the board attests the call"),
    "contract_in_force": Words(
        sv="ett avtal mellan nämnden och utföraren gällde",
        en="a contract between the board and the provider was in force",
    ),
    "no_children": Words(
        sv="enheten tog inte emot barn vid arbetspasset", en="the unit did not receive children at the shift"
    ),
}
