import { type ChangedKind, FollowChangedKindsDocument } from "../api/generated/documents.ts";
import type { Line } from "./line.ts";

/**
 * One subscription tells of everything outside of projects' graphs which kinds of things have changed. It runs while
 * anybody follows it. Its first message, also after every gap of the line, says that nothing is missed from then on:
 * then every follower is told, whatever it follows.
 */
export class KindNews {
	readonly #line: Line;
	readonly #followers = new Map<() => void, ReadonlySet<ChangedKind>>();
	#stop: (() => void) | null = null;

	constructor(line: Line) {
		this.#line = line;
	}

	follow(kinds: readonly ChangedKind[], onChanged: () => void): () => void {
		// Of its own, so that the same function can follow twice.
		const follower = () => onChanged();
		this.#followers.set(follower, new Set(kinds));
		this.#stop ??= this.#line.follow(
			FollowChangedKindsDocument,
			() => ({}),
			({ changed }) => {
				for (const [tell, wanted] of this.#followers) {
					if (changed.length === 0 || changed.some(({ kind }) => wanted.has(kind))) tell();
				}
			},
		);
		return () => {
			this.#followers.delete(follower);
			if (this.#followers.size > 0) return;
			this.#stop?.();
			this.#stop = null;
		};
	}
}
