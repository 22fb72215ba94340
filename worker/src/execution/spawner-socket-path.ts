import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";

/** sun_path holds 108 bytes on Linux and 104 on macOS, with a closing zero. */
const longestSocketPath = 103;

/**
 * Where worker and spawner meet. Whoever may write to this socket may run programs as us: it lies in a folder
 * only we may enter. A data directory with a long path has its socket in the system's temporary directory.
 */
export function spawnerSocketPath(directory: string): string {
	const name = createHash("sha256").update(directory).digest("hex").slice(0, 16);
	if (process.platform === "win32") return `\\\\.\\pipe\\tilewright-spawner-${name}`;
	const path = join(directory, "spawner.sock");
	if (Buffer.byteLength(path) <= longestSocketPath) return path;
	return join(privateSocketDirectory(directory), "spawner.sock");
}

/** A folder with a short path, for sockets that belong to this data directory. Throws CONFIGURATION_INVALID. */
export function privateSocketDirectory(directory: string): string {
	const name = createHash("sha256").update(directory).digest("hex").slice(0, 16);
	const { uid } = userInfo();
	const privateDirectory = join(tmpdir(), `tilewright-${uid}-${name}`);
	mkdirSync(privateDirectory, { recursive: true, mode: 0o700 });
	const facts = lstatSync(privateDirectory);
	if (!facts.isDirectory() || facts.uid !== uid || (facts.mode & 0o077) !== 0) {
		throw new TilewrightError({
			code: "CONFIGURATION_INVALID",
			message: `"${privateDirectory}" is needed for a socket but is not a private folder of this user. Remove it, or set TILEWRIGHT_WORKER_DATA_DIR to a shorter path.`,
			fields: { privateDirectory },
		});
	}
	return privateDirectory;
}
