import { builder } from "./schema-builder.ts";

/** `outOfMemory` → `OUT_OF_MEMORY`: how a word of ours is spelt in the API. */
export function toEnumName(word: string): string {
	return word.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** An enum of the API from a union of ours; the compiler sees to it that every word has its description. */
export function enumType<Word extends string>(
	name: string,
	description: string,
	words: Readonly<Record<Word, string>>,
): PothosSchemaTypes.EnumRef<typeof builder.$inferSchemaTypes, Word> {
	const values = Object.fromEntries(
		Object.entries<string>(words).map(([word, meaning]) => [toEnumName(word), { value: word, description: meaning }]),
	);
	// Object.entries forgets which words there are; they are the keys of `words`.
	return builder.enumType(name, { description, values }) as unknown as PothosSchemaTypes.EnumRef<
		typeof builder.$inferSchemaTypes,
		Word
	>;
}
