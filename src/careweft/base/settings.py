"""Settings: the environment (`CAREWEFT_…`) first, then the file `careweft.toml`, then the defaults below."""

from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from careweft.base.errors import BadInput


class Settings(BaseSettings):
    """What an operator may set. `careweft doctor` prints them with secrets masked."""

    model_config = SettingsConfigDict(env_prefix="CAREWEFT_", toml_file="careweft.toml", extra="forbid", frozen=True)

    data_dir: Path = Field(Path("data"), description="where the embedded database and the spools live")
    database_url: SecretStr | None = Field(
        None, description="a PostgreSQL 15+ server whose user may create roles; the embedded one where not set"
    )
    web_database_url: SecretStr | None = Field(
        None, description="the same database by a log-in that may become careweft_web alone; set the next one too"
    )
    worker_database_url: SecretStr | None = Field(
        None, description="the same database by a log-in that may become careweft_web and careweft_worker alone"
    )
    host: str = Field("127.0.0.1", description="address that the site and MLLP listen on")
    port: int = Field(8400, ge=1, le=65535, description="port of the site")
    mllp_port: int = Field(2575, ge=1, le=65535, description="port of the HL7 v2 listener")
    web_workers: int = Field(2, ge=1, le=64, description="web processes")
    place_name: str = Field("Our place", description="what the place is called, at the top of every page")
    zone: str = Field("Europe/London", description="the place's time zone (IANA)")
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/?#@\s]+$",
        description="the site's own address as browsers and apps know it, without a path; host and port where not set",
    )
    subscription_networks: str = Field(
        "", description="private networks that subscriptions may notify, such as 10.1.0.0/16, 127.0.0.0/8; else none"
    )
    oidc_issuer: str | None = Field(None, description="an OpenID Connect provider at which people may log in too")
    oidc_client_id: str = Field("", description="as which client of it we come")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="the secret that it gave us")
    secure_cookies: bool = Field(False, description="set when the site is served over https")

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as unknown:
            raise ValueError(f"{value!r} is not a time zone; expected an IANA name such as Europe/London") from unknown
        return value

    @field_validator("subscription_networks")
    @classmethod
    def _known_networks(cls, value: str) -> str:
        for part in filter(None, (part.strip() for part in value.split(","))):
            ip_network(part)  # a ValueError that says what is wrong
        return value

    @property
    def address(self) -> str:
        """The site's own address, without a slash at its end."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def place_zone(self) -> ZoneInfo:
        """The place's zone."""
        return ZoneInfo(self.zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then environment, then the one file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load() -> Settings:
    """Read the settings; a wrong one is named with what was found and what was expected."""
    try:
        return Settings()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = "_".join(str(part) for part in first["loc"])
        raise BadInput(
            f"setting {name} = {first['input']!r}: {first['msg']}",
            where="careweft.toml or the environment",
            hint=f"Set CAREWEFT_{name.upper()} or correct careweft.toml",
        ) from wrong
