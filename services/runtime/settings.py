"""Every setting of Utväg, read once from the environment (UTVAG_…), typed and frozen."""

import logging
import os
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from services.runtime.packaged_files import packaged
from services.runtime.setting_files import PREFIX, FromFiles


def default_data_folder() -> Path:
    """Give the user's data folder: XDG_DATA_HOME/utvag, or ~/.local/share/utvag."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "utvag"


class Settings(BaseSettings):
    """What can be set from outside. Without `database` and `kafka` both run embedded in the data folder."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    data: Path = Field(default_factory=default_data_folder, description="folder for the embedded parts and keys")
    database: SecretStr | None = Field(default=None, description="PostgreSQL address, postgresql://user:pass@host/name")
    kafka: str | None = Field(default=None, description="Kafka bootstrap servers, host:port,host:port")
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_user: str | None = None
    kafka_password: SecretStr | None = None
    kafka_ca: Path | None = Field(default=None, description="certificate authority for SSL, a PEM file")
    topic_prefix: str = Field(
        default="", pattern=r"^[a-z0-9.-]{0,60}$", description="before every topic and group name"
    )
    host: str = Field(default="127.0.0.1", description="address the portal listens on")
    port: int = Field(default=0, ge=0, le=65535, description="port of the portal; 0 takes a free one")
    assets: Path = Field(default=packaged(".", ".assets"), description="folder with node_modules of the style sheets")
    vault_key: Path | None = Field(default=None, description="file with the vault's master key, 32 bytes in hex")
    receipt_key: Path | None = Field(
        default=None, description="file with the keys that sign receipts, 32 bytes in hex a line, the newest last"
    )
    smtp: str | None = Field(default=None, description="mail server host:port; none: mails stay in the outbox page")
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls: bool = True
    mail_from: str = "utvag@utvag.invalid"
    mail_domain: str = "utvag.invalid"
    public_address: str | None = Field(
        default=None, description="address people use, https://…; default the portal's own"
    )
    oidc: Path | None = Field(default=None, description="file of the identity providers that people sign in by, YAML")
    watch: str | None = Field(
        default=None,
        pattern=r"^.+:\d{1,5}$",
        description="address for those who watch, host:port; none: health and metrics on the portal, to this machine only",
    )
    connections: int = Field(default=500, ge=10, description="connections the portal holds open at once")
    connections_of_one: int = Field(
        default=100, ge=1, description="of these, from one address; raise it where a proxy stands in front"
    )
    park_limit: int = Field(default=100, ge=1, description="facts parked in a row before the loop stops")
    migrate: Literal["always", "never"] = Field(
        default="always", description="whether a start brings the tables up to date, or leaves that to `utvag migrate`"
    )
    log: Literal["text", "json"] = Field(default="text", description="logs for people, or a JSON object a line")
    log_level: Literal["debug", "info", "warning", "error"] | None = Field(
        default=None, description="from which level on; none: error with an embedded database, else info"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment, and the files that it names (UTVAG_X_FILE)."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, FromFiles(settings_cls)

    @property
    def on_loopback(self) -> bool:
        """Tell whether the portal listens on this machine only."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def lowest_logged(self) -> int:
        """Give the level (of logging) from which on something is logged; who tries Utväg out is not to be told of every step."""
        chosen = self.log_level or ("error" if self.embedded_database else "info")
        return logging.getLevelNamesMapping()[chosen.upper()]

    @property
    def embedded_database(self) -> bool:
        """Tell whether PostgreSQL runs inside this process's data folder."""
        return self.database is None

    @property
    def embedded_kafka(self) -> bool:
        """Tell whether the broker runs inside this process and forgets at restart."""
        return self.kafka is None
