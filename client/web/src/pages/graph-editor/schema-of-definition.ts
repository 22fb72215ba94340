import type { PaletteDefinition } from "./palette.tsx";

/** JSON Schema of the parameters a definition takes; null where it says nothing of them. */
export function schemaOfDefinition(definitions: readonly PaletteDefinition[], id: string): unknown {
	const content = definitions.find((definition) => definition.id === id)?.content;
	// A definition's content is JSON; the coordinator has checked it.
	return (content as { readonly parameterSchema?: unknown } | undefined)?.parameterSchema ?? null;
}
