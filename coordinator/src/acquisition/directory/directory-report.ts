import { InputReport } from "../input-report.ts";
import { describeVerdict } from "../readiness-rules.ts";
import type { FileFollower } from "./file-follower.ts";
import type { FolderTree } from "./folder-tree.ts";
import type { Manifest } from "./manifest.ts";
import type { PathPattern } from "./path-pattern.ts";
import type { PendingFiles } from "./pending-files.ts";
import type { WatchedFile } from "./watched-file.ts";

/** What a look at a directory has to report: problems, gravest first, then files that are not taken, broken ones first. */
export function reportDirectory(
	seen: {
		readonly tree: FolderTree;
		readonly follower: FileFollower;
		readonly manifest: Manifest | null;
		readonly pattern: PathPattern;
		readonly settleMs: number;
	},
	nowMs: number,
): InputReport {
	const { tree, follower, manifest, pattern } = seen;
	const report = new InputReport();
	const unreadable = tree.problems();
	const [folder] = unreadable;
	if (folder) {
		const more = unreadable.length > 1 ? ` and ${unreadable.length - 1} more` : "";
		report.addProblem(
			"INPUT_LOCATION_UNREADABLE",
			`Folder "${folder.path}"${more} cannot be read: ${folder.reason}. The others go on; it will be tried again.`,
		);
	}
	if (manifest?.problem) report.addProblem(manifest.problem.code, manifest.problem.message);
	const { pending } = follower;
	const broken = firstUnsound(pending);
	if (broken) {
		const more = pending.broken.size > 1 ? ` (and ${pending.broken.size - 1} more files)` : "";
		report.addProblem(
			"IMAGE_UNREADABLE",
			`"${broken.path}" is not taken: ${broken.reason}${more}. It will be looked at again when it changes.`,
		);
	}
	const [refused] = follower.refused;
	if (refused) report.addProblem("TILE_PATH_DUPLICATE", refused.refusal ?? "");
	const [placeless] = follower.placeless;
	if (placeless) {
		const more = follower.placeless.size > 1 ? ` (and ${follower.placeless.size - 1} more)` : "";
		report.addProblem(
			"ARGUMENT_INVALID",
			`"${placeless.path}"${more} is taken without a lattice position: ${placeless.placeProblem}. Check "lattice" of the source's settings.`,
		);
	}
	if (tree.fileCount === 0 && tree.unmatched.count > 0) {
		report.addProblem(
			"INPUT_NOT_FOUND",
			`No file fits the pattern "${pattern.text}" yet; for example "${tree.unmatched.example}" does not.`,
		);
	}
	for (const { path, reason } of unreadable) report.addPending(path, reason, () => `cannot be read: ${reason}`);
	for (const file of follower.refused) report.addPending(file.path, "refused", () => file.refusal ?? "");
	for (const files of [pending.broken, pending.held, pending.settling, pending.ready]) {
		for (const file of files.values()) {
			if (report.isFull) break;
			const state = file.pending;
			if (state === null) continue;
			const wording = { settleMs: seen.settleMs, wasTakenBefore: file.takenSignature !== null };
			report.addPending(file.path, kindOf(file), () => describeVerdict(state.verdict, state.history, wording, nowMs));
		}
	}
	report.noteCount(pending.size);
	return report;
}

/** Empty files are broken too, but may merely not have been begun: they are no problem yet. */
function firstUnsound(pending: PendingFiles): { readonly path: string; readonly reason: string } | null {
	for (const file of pending.broken.values()) {
		const verdict = file.pending?.verdict;
		if (verdict?.kind === "unsound") return { path: file.path, reason: verdict.reason };
	}
	return null;
}

/** The verdict without its age. */
function kindOf(file: WatchedFile): string {
	const verdict = file.pending?.verdict;
	switch (verdict?.kind) {
		case "waiting":
			return `waiting ${verdict.awaits.join()}`;
		case "unsound":
			return `unsound ${verdict.reason}`;
		case undefined:
		case "settling":
		case "empty":
		case "unchecked":
		case "ready":
			return verdict?.kind ?? "";
	}
}
