"""What the authorisation server stands on, and the addresses by which it is known."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from careweft.access.audit import Auditor
from careweft.access.oauth.assertions import ALGORITHMS
from careweft.access.oauth.keys import ALGORITHM, Keys
from careweft.base.db import Connection, Database
from careweft.web.buckets import Buckets
from careweft.web.oauth.discovery import Discovered

_WRONG, _EACH_SECONDS = 10, 6.0
SMART_SERVICE: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"
OAUTH_URIS: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
CAPABILITIES: Final = (
    "launch-ehr",
    "launch-standalone",
    "client-public",
    "client-confidential-symmetric",
    "client-confidential-asymmetric",
    "context-ehr-patient",
    "context-standalone-patient",
    "permission-offline",
    "permission-patient",
    "permission-user",
    "permission-v1",
    "permission-v2",
    "sso-openid-connect",
)
METHODS: Final = ("client_secret_basic", "client_secret_post", "private_key_jwt", "none")


@dataclass(frozen=True)
class Named:
    """A person among whom somebody chooses."""

    id: int
    name: str
    born: date | None


class Persons(Protocol):
    """Who persons are, for an account under row-level security."""

    async def mine(self, connection: Connection) -> Sequence[Named]:
        """Everybody whom a person's account may see: themselves first, then those they act for."""

    async def find(self, connection: Connection, words: str) -> Sequence[Named]:
        """People whom staff may see, by name, NHS number or birth date."""

    async def named(self, connection: Connection, person_id: int) -> Named | None:
        """One person, where the account may see them."""

    async def patient(self, connection: Connection, person_id: int) -> str | None:
        """The id of the Patient that is spoken of where a person is."""


@dataclass(frozen=True)
class Provider:
    """The authorisation server of a place.

    `issuer` is the site's own address without a slash at its end: it comes from the settings, never from a request,
    which could say anything. `database` is the system's, `seen` is the web's. `outside` is where else one may log in.
    """

    issuer: str
    database: Database
    seen: Database
    auditor: Auditor
    keys: Keys
    persons: Persons
    outside: Discovered | None = None
    failures: Buckets = field(default_factory=lambda: Buckets(1 / _EACH_SECONDS, _WRONG))

    @property
    def fhir(self) -> str:
        """Where the record is: what an app must name as `aud`."""
        return f"{self.issuer}/fhir"

    @property
    def token(self) -> str:
        """Where tokens are given: the audience of an assertion."""
        return f"{self.issuer}/oauth/token"

    def configuration(self) -> dict[str, Any]:
        """What `/.well-known/smart-configuration` and `/.well-known/openid-configuration` say: one for both."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/oauth/authorize",
            "token_endpoint": self.token,
            "introspection_endpoint": f"{self.issuer}/oauth/introspect",
            "revocation_endpoint": f"{self.issuer}/oauth/revoke",
            "jwks_uri": f"{self.issuer}/oauth/jwks",
            "management_endpoint": f"{self.issuer}/account/apps",
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [*METHODS],
            "token_endpoint_auth_signing_alg_values_supported": [*ALGORITHMS],
            "introspection_endpoint_auth_methods_supported": [*METHODS[:-1]],
            "revocation_endpoint_auth_methods_supported": [*METHODS],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "subject_types_supported": ["public"],
            "claims_supported": ["iss", "sub", "aud", "exp", "iat", "nonce", "fhirUser"],
            "scopes_supported": [
                *("openid", "fhirUser", "launch", "launch/patient", "offline_access"),
                *("patient/*.cruds", "user/*.cruds", "system/*.cruds"),
            ],
            "authorization_response_iss_parameter_supported": True,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "capabilities": [*CAPABILITIES],
        }

    def security(self) -> dict[str, Any]:
        """`rest.security` of the CapabilityStatement, for apps that look there."""
        uris = {"authorize": "authorize", "token": "token", "introspect": "introspect", "revoke": "revoke"}
        return {
            "service": [{"coding": [{"system": SMART_SERVICE, "code": "SMART-on-FHIR"}], "text": "SMART-on-FHIR"}],
            "extension": [
                {
                    "url": OAUTH_URIS,
                    "extension": [
                        {"url": name, "valueUri": f"{self.issuer}/oauth/{end}"} for name, end in uris.items()
                    ],
                }
            ],
        }
