"""The services that have a schema, and the two roles of each."""

SERVICES = ("directory", "referral", "provider_audit", "notify")


def roles(service: str) -> tuple[str, str]:
    """Give the worker role and the web role of a service."""
    return f"utvag_{service}", f"utvag_{service}_web"


def everybody() -> list[str]:
    """Give the roles of every service, the portal's not among them."""
    return [role for service in SERVICES for role in roles(service)]


def workers() -> list[str]:
    """Give the worker role of every service."""
    return [roles(service)[0] for service in SERVICES]
