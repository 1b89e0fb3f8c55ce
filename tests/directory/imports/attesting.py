"""Files of what is attested."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs"
OF_PROVIDER = (DOCS / "examples" / "import-provider.csv").read_text(encoding="utf-8")
OF_OPERATOR = (DOCS / "examples" / "import-attested-operator.csv").read_text(encoding="utf-8")
STAFF = "[anställning]\norganisationsnummer;enhet;personalbeteckning;första pass;anställd tidigare till\n"
HIRED = "559999-0016;Enhet Nord;A-1;2026-01-09 07.00;\n"
