"""What free text may not hold, as every service's forms read it."""

from services.runtime.scan import scan

__all__ = ["scan"]
