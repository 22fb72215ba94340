import type { ProjectFile } from "./project-file.ts";
import type { FileDifference, FileEdit, SettingsChange } from "./project-file-difference.ts";

/** What would be done to a project, one sentence for each thing, without full stops. */
export function describeFileDifference(
	current: ProjectFile,
	{ settings, sources, edits }: FileDifference,
	definitions: readonly string[],
): string[] {
	return [
		...Object.entries(settings).map(
			([name, value]) =>
				`changes ${inWords(name)} of the project from ${shown(current.project[name as keyof SettingsChange])} to ${shown(value)}`,
		),
		...sources.added.map(({ name, kind, rootPath }) => `adds source "${name}" (${kind}) at ${rootPath}`),
		...sources.changed.map(({ name }) => `changes source "${name}"`),
		...sources.removed.map(({ name }) => `archives source "${name}"`),
		...definitions,
		...edits.map(describeEdit),
	];
}

function describeEdit(edit: FileEdit): string {
	switch (edit.kind) {
		case "add":
			return `adds stage "${edit.stage.name}" on ${edit.stage.parents.map((parent) => `"${parent}"`).join(" and ")}`;
		case "tryOut":
			return `tries out "${edit.stage.name}" beside stage "${edit.of}"`;
		case "change":
			return edit.parts.includes("name")
				? `renames stage "${edit.stage}" to "${edit.after.name}"`
				: `changes ${edit.parts.map(inWords).join(", ")} of stage "${edit.stage}"`;
		case "promote":
			return `opens stage "${edit.stage}", which was being tried out, for everything`;
		case "remove":
			return `removes stage "${edit.stage}"`;
	}
}

function shown(value: unknown): string {
	return typeof value === "string" ? `"${value}"` : JSON.stringify(value);
}

/** `unitRule` → `unit rule`. */
function inWords(name: string): string {
	return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
