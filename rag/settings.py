"""Settings, strongest first: arguments, ``POLICYQA_*`` environment, ``policyqa.toml``, defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from rag.errors import InvalidSettings

__all__ = ["Settings", "load_settings"]

CONFIG_FILE = "policyqa.toml"
OFF = "off"


def _default_store() -> Path:
    return user_data_path("policyqa", appauthor=False) / "store"


class Settings(BaseSettings):
    """Every setting there is. Frozen; secrets never print."""

    model_config = SettingsConfigDict(
        env_prefix="POLICYQA_", toml_file=CONFIG_FILE, frozen=True, extra="forbid"
    )

    store: Path = Field(default_factory=_default_store, description="folder of the Store")
    encoder: str = Field("builtin", description="embedding model: builtin, or a name or path")
    encoder_base_url: str | None = Field(
        None, description="OpenAI-compatible embedding endpoint; the encoder is its model's name"
    )
    encoder_api_key: SecretStr | None = Field(None, description="key of that endpoint")
    reranker: str | None = Field(
        None,
        description="what reads again with the question: builtin (the sentences that lead), or a"
        " cross-encoder's name or path (the passages that lead); off: nothing",
    )
    model: str | None = Field(
        None, description="chat model, e.g. openai:gpt-4o-mini or transformers:PATH; none: extracts"
    )
    model_base_url: str | None = Field(None, description="OpenAI-compatible server")
    model_api_key: SecretStr | None = Field(None, description="key of that server")
    model_deadline: float = Field(60.0, gt=0, description="seconds an answer may take")
    model_evidence_tokens: int = Field(
        3000, ge=200, description="tokens of evidence a chat model is shown"
    )
    question_limit: int = Field(500, ge=10, description="characters a question may have")
    hits: int = Field(10, ge=1, le=100, description="passages found for a question")
    as_of: str | None = Field(
        None,
        pattern=r"^[12]\d{3}(-\d{2}(-\d{2})?)?$",
        description="date at which documents are judged in force or not, YYYY-MM-DD; none: today",
    )
    audit_log: Path | None = Field(
        None, description="file for a line about each question, search, addition and removal"
    )
    audit_questions: bool = Field(False, description="write the words of questions there, too")
    token: SecretStr | None = Field(None, description="bearer token of policyqa serve")

    @field_validator("reranker")
    @classmethod
    def _off(cls, name: str | None) -> str | None:
        return None if name == OFF else name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, policyqa.toml."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**arguments: Any) -> Settings:
    """Read the settings; an argument of ``None`` counts as not given.

    :raises InvalidSettings: a value that cannot be used, named with its setting.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or CONFIG_FILE
        raise InvalidSettings(
            f"setting {name}: {first['msg']}; see the settings table in the README"
        ) from None
    except ValueError as error:  # a policyqa.toml that is not TOML
        raise InvalidSettings(f"{CONFIG_FILE} cannot be read as TOML: {error}") from None
