"""import-linter contract: a module may reach another module only by its doors."""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class DoorsContract(Contract):
    """``doors`` are the submodules that others may import; ``open_modules`` may be entered anywhere."""

    package = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    open_modules = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Every import from one module into another, judged."""
        broken = [
            (importer, imported)
            for importer in sorted(graph.find_descendants(self.package))
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self._allowed(importer.split("."), imported.split("."))
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _allowed(self, importer: list[str], imported: list[str]) -> bool:
        if imported[0] != self.package or len(imported) == 1:
            return True
        mine, theirs, inside = importer[1], imported[1], imported[2:]
        if theirs == mine or theirs in self.open_modules or mine == "config":
            return True  # config wires everything
        if "tests" in importer and inside[:2] == ["tests", "factories"]:
            return True  # a test may use a lower module's factories
        return bool(inside) and inside[0] in self.doors

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One sentence for each import that goes round a door."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} reaches inside {imported}; use its {', '.join(sorted(self.doors))}.")
