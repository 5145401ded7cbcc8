"""From preferences to the wire."""

from collections.abc import Sequence

from rft_domain.customers.preferences import ConsentChange, Preferences

from .wire import ConsentChangeAnswer, ConsentHistoryAnswer, PreferencesAnswer


def preferences_answer(preferences: Preferences) -> PreferencesAnswer:
    choices = preferences.choices
    return PreferencesAnswer(
        marketing=choices.marketing,
        sms=choices.sms,
        newsletter=choices.newsletter,
        preferred_contact=choices.preferred_contact,
        version=preferences.version,
    )


def history_answer(changes: Sequence[ConsentChange]) -> ConsentHistoryAnswer:
    return ConsentHistoryAnswer([_change(one) for one in changes])


def _change(one: ConsentChange) -> ConsentChangeAnswer:
    return ConsentChangeAnswer(
        at=one.at,
        field=one.field,
        before=one.before,
        after=one.after,
        source=one.source,
        basis=one.basis,
        changed_by=one.changed_by,
        version=one.version,
    )
