import { readFile } from "node:fs/promises";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";
import { explainFileError, type FileAccess } from "../file-access.ts";
import { type FileStamp, isSameStamp } from "../file-stamp-rules.ts";
import { parseTilePath } from "../tile-path.ts";

const entrySchema = z.union([
	z.string(),
	z.object({ path: z.string(), sizeBytes: z.number().nonnegative().optional() }),
]);
const manifestSchema = z.union([z.array(entrySchema), z.object({ files: z.array(entrySchema) })]);

/** `md5sum` and its kin: a checksum, a space, a space or star, the name. */
const checksumLine = /^[0-9a-fA-F]{8,128} [ *](.+)$/;

/**
 * The file that names complete files, below the source's root: JSON (a list, or `{ "files": [ … ] }`, of paths or
 * `{ "path", "sizeBytes" }`), or plain lines, also those of checksum files; `#` begins a comment. What it has named
 * once stays named, so that a manifest cut short takes nothing back.
 */
export class Manifest {
	readonly #files: FileAccess;
	readonly #path: string;
	readonly #name: string;
	#stamp: FileStamp | null = null;
	#problem: TilewrightError | null = null;
	readonly #named = new Map<string, number | null>();

	constructor(files: FileAccess, root: string, name: string) {
		this.#files = files;
		this.#path = `${root}/${name}`;
		this.#name = name;
	}

	get name(): string {
		return this.#name;
	}

	/** Why it could not be read last time; null when all is well or it is not there yet. */
	get problem(): TilewrightError | null {
		return this.#problem;
	}

	/** True when the manifest calls the file complete; where it gives a size the file must have it. */
	names(path: string, sizeBytes: number): boolean {
		const size = this.#named.get(path);
		return size === null || size === sizeBytes;
	}

	/** Reads it again when it has changed. */
	async refresh(): Promise<void> {
		try {
			const entry = await this.#files.lookIfThere(this.#path);
			if (entry === null || (this.#stamp !== null && isSameStamp(this.#stamp, entry.stamp))) return;
			const text = await this.#files.asked(() => readFile(this.#path, "utf8"));
			this.#problem = null;
			for (const [path, sizeBytes] of parseManifest(text)) this.#named.set(path, sizeBytes);
			this.#stamp = entry.stamp;
		} catch (error) {
			// Half written, most likely: the stamp is not kept, so that it is read at the next look again.
			const detail = error instanceof TilewrightError ? describeError(error) : explainFileError(error);
			this.#problem = new TilewrightError({
				code: "INPUT_MALFORMED",
				message: `The manifest "${this.#name}" cannot be read: ${detail}. What it named before still counts; it will be read again.`,
				fields: { manifest: this.#name },
				cause: error,
			});
		}
	}
}

function parseManifest(text: string): Map<string, number | null> {
	const named = new Map<string, number | null>();
	const trimmed = text.replace(/^\uFEFF/, "").trimStart();
	if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
		const parsed = manifestSchema.safeParse(JSON.parse(trimmed));
		if (!parsed.success) throw new Error('expected a list of paths, or { "files": [ … ] }');
		for (const entry of Array.isArray(parsed.data) ? parsed.data : parsed.data.files) {
			const { path, sizeBytes = null } = typeof entry === "string" ? { path: entry } : entry;
			named.set(parseTilePath(path), sizeBytes);
		}
		return named;
	}
	for (const line of trimmed.split(/\r?\n/)) {
		if (line.trim() === "" || line.startsWith("#")) continue;
		named.set(parseTilePath((checksumLine.exec(line)?.[1] ?? line).trim()), null);
	}
	return named;
}
