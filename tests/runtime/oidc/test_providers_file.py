"""The file of identity providers: what is wrong with it is said in a sentence, and no secret of it is repeated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from joserfc.jwk import ECKey, OKPKey, RSAKey

from services.runtime.oidc.providers_file import read_providers
from services.runtime.process.configuration import configuration
from services.runtime.settings import Settings

GONE = "gone"


def written(folder: Path, *changes: dict[str, Any]) -> Path:
    """Write a file of providers, each right but for what changes."""
    (folder / "secret").write_text("a secret of the tests")
    right = {
        "name": "malmo",
        "title": "Malmö stad",
        "issuer": "https://login.malmo.example",
        "client_id": "utvag",
        "secret": str(folder / "secret"),
        "organisations": ["1280"],
        "acr": ["loa3"],
    }
    listed = [{name: value for name, value in {**right, **each}.items() if value != GONE} for each in changes]
    (folder / "oidc.yaml").write_text(yaml.safe_dump({"providers": listed}))
    return folder / "oidc.yaml"


def test_a_right_file_is_read(tmp_path: Path) -> None:
    other = {"name": "freja", "issuer": "https://freja.example", "organisations": ["providers"]}
    found = read_providers(written(tmp_path, {}, other))
    assert [each.name for each in found] == ["malmo", "freja"]
    assert found[0].client_secret() == "a secret of the tests"
    assert read_providers(None) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"issuer": "http://login.malmo.example"}, "an issuer begins with https://"),
        ({"issuer": "https://login.malmo.example?x=1"}, "an issuer is an address without"),
        ({"organisations": [1280]}, "write numbers in quotation marks"),
        ({"organisations": []}, "organisations"),
        ({"acr": GONE}, "acr"),
        ({"name": "Malmö stad"}, "name"),
        ({"secret": GONE}, "either the file of a key or the file of a secret"),
        ({"secret": "/nowhere/at/all"}, "/nowhere/at/all cannot be read"),
        ({"scopes": ["email"]}, "the scopes hold openid"),
        ({"claims": {"subject": "https://id.oidc.se/claim/personalIdentityNumber"}}, "no personal identity number"),
        ({"claims": {"organisation": "https://id.oidc.se/claim/orgNumber"}}, "needs organisation_numbers"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=r"provider|cannot be read") as wrong:
        read_providers(written(tmp_path, change))
    assert said in str(wrong.value)
    assert "a secret of the tests" not in str(wrong.value)


def test_two_providers_are_told_apart(tmp_path: Path) -> None:
    for same in ({"name": "lund"}, {"issuer": "https://lund.example"}):
        with pytest.raises(ValueError, match="two providers have the"):
            read_providers(written(tmp_path, {}, same))


@pytest.mark.parametrize("text", ["", "providers: 1", "[", "other: []", "providers: []"])
def test_a_file_that_holds_no_providers_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "oidc.yaml").write_text(text)
    with pytest.raises(ValueError, match=r"oidc\.yaml"):
        read_providers(tmp_path / "oidc.yaml")


@pytest.mark.parametrize(
    "key", [ECKey.generate_key("P-256"), RSAKey.generate_key(2048), OKPKey.generate_key("Ed25519")]
)
def test_a_key_is_read_as_pem_and_as_jwk(tmp_path: Path, key: ECKey | RSAKey | OKPKey) -> None:
    file = tmp_path / "key"
    at = {"secret": GONE, "key": str(file)}
    for held in (key.as_pem(private=True).decode(), json.dumps(key.as_dict(private=True))):
        file.write_text(held)
        found = read_providers(written(tmp_path, at))[0].private_key()
        assert found is not None
        assert found.thumbprint() == key.thumbprint()
    file.write_bytes(key.as_pem(private=False))
    with pytest.raises(ValueError, match="holds no private key"):
        read_providers(written(tmp_path, at))


def test_check_says_the_same_and_wants_https(tmp_path: Path) -> None:
    file = written(tmp_path, {"acr": GONE})
    said = " ".join(str(each) for each in configuration(Settings(data=tmp_path, oidc=file)))
    assert "UTVAG_OIDC: " in said
    file = written(tmp_path, {})
    settings = Settings(data=tmp_path, oidc=file, public_address="http://utvag.example")
    assert "UTVAG_PUBLIC_ADDRESS is not https" in " ".join(str(each) for each in configuration(settings))
