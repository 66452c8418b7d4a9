"""One encoder for all tests of the analysis: loading it costs a second."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from analysis.embed.e5 import E5Encoder
from analysis.embed.weights import Weights

GROUPS: dict[str, tuple[str, ...]] = {
    "waiting": (
        "We stonden maanden op de wachtlijst en hoorden al die tijd niets.",
        "Het wachten op de intake duurde een half jaar en in die tijd werd het alleen maar erger.",
        "Pas na acht maanden wachten was er eindelijk plek voor onze dochter.",
        "Steeds kregen we te horen dat de wachttijd nog langer werd.",
        "De wachtlijst was zo lang dat we bijna de moed opgaven.",
        "Door het lange wachten op hulp ging het thuis steeds slechter.",
        "Een jaar op een wachtlijst staan is voor een kind een eeuwigheid.",
        "Ze zeiden dat het wachten kort zou zijn, maar de wachttijd was negen maanden.",
        "Na lang wachten mochten we eindelijk op gesprek komen.",
        "Terwijl wij op de wachtlijst stonden belde er nooit iemand om te vragen hoe het ging.",
        "Het duurde weken voordat we iets hoorden en daarna begon het wachten pas echt.",
        "Op de wachtlijst voelt het alsof niemand je ziet.",
    ),
    "school": (
        "Op school begrepen ze niet waarom hij niet in de klas kon blijven.",
        "De juf gaf haar een rustige plek in de klas en dat hielp enorm.",
        "Hij ging een jaar niet naar school omdat het in de klas te druk was.",
        "De mentor op school belde elke week en dacht met ons mee.",
        "Na de overstap naar een kleinere school durfde ze weer naar de klas.",
        "Op school moest hij steeds op de gang zitten tijdens de les.",
        "De school zei dat er geen extra hulp in de klas mogelijk was.",
        "Ik vond school verschrikkelijk, elke les duurde te lang.",
        "Mijn dochter volgt nu halve dagen les op school en dat gaat goed.",
        "De meester zag dat het in de klas niet ging en haalde hulp de school in.",
        "Sinds er een begeleider op school is haalt hij weer voldoendes.",
        "Samen met school maakten we afspraken over de toetsen en de les.",
    ),
    "heard": (
        "Eindelijk luisterde er iemand echt naar mijn verhaal.",
        "Ik voelde me serieus genomen omdat ze naar mij luisterde.",
        "Niemand luisterde naar wat ik zelf wilde, alles was al besloten.",
        "De hulpverlener luisterde zonder oordeel en stelde goede vragen.",
        "Er werd over mij gepraat maar niet met mij, ik voelde me niet gehoord.",
        "Ze vroeg wat ik nodig had en luisterde naar mijn antwoord.",
        "Voor het eerst voelde ik me gehoord en niet veroordeeld.",
        "Mijn mening telde niet, ze luisterden alleen naar mijn ouders.",
        "Hij nam de tijd, luisterde en liet mij uitpraten.",
        "Ik mocht meebeslissen over het plan en voelde me gehoord.",
        "Zij luisterde naar ons als ouders en nam ons serieus.",
        "Het gesprek was fijn omdat er echt naar mij geluisterd werd, ik voelde me gehoord.",
    ),
    "faces": (
        "We kregen elke paar maanden een nieuwe begeleider en begonnen weer opnieuw.",
        "Weer een ander gezicht, weer mijn verhaal vertellen aan een nieuwe begeleider.",
        "De vaste begeleider ging weg en niemand zei gedag.",
        "In twee jaar hadden wij zeven verschillende begeleiders.",
        "Telkens als ik gewend was kwam er een nieuwe begeleider.",
        "Met onze vaste begeleider ging het goed, tot zij vertrok.",
        "De wisselingen van begeleider maakten mijn zoon onrustig.",
        "Een begeleider die blijft, dat is alles wat wij vragen.",
        "Door het vertrek van de begeleider stopte alles wat was opgebouwd.",
        "Iedere nieuwe begeleider las het dossier niet en vroeg alles opnieuw.",
        "Het wisselen van begeleiders kostte ons veel vertrouwen.",
        "Mijn begeleider is al drie jaar dezelfde en dat geeft rust.",
    ),
}
"""Invented Dutch sentences in four plain groups, in the register of the stories."""


@pytest.fixture(scope="session")
def weights() -> Weights:
    return Weights()


@pytest.fixture(scope="session")
def encoder(weights: Weights) -> E5Encoder:
    return E5Encoder(weights)


@pytest.fixture(scope="session")
def stories() -> tuple[str, ...]:
    """Forty-eight invented stories in four groups, mixed."""
    return tuple(story for four in zip(*GROUPS.values(), strict=True) for story in four)


@pytest.fixture(scope="session")
def story_vectors(encoder: E5Encoder, stories: tuple[str, ...]) -> np.ndarray:
    return encoder.encode(stories)


@pytest.fixture
def tampered_model(tmp_path: Path) -> Path:
    path = tmp_path / "e5-small-q4.bin"
    path.write_bytes(b"E5S1" + bytes(1000))
    return path
