import { posix } from "node:path";
import { joinPath } from "@tilewright/contract/attempt-paths";

/** Kept for one kind of unit, and in all. */
const sparesPerKey = 32;
const sparesInAll = 64;

export interface WorkplaceOf {
	readonly outputPath: string;
	readonly unitDirectory: string;
}

/**
 * Which spare directories there are for which units; the work on them is done by `Workplaces` in the file threads. It
 * is kept in one place because any thread may clear up after an attempt and any other prepare the next one: with a
 * list in each thread, one had too many and removed them while the other made new ones.
 */
export class SpareWorkplaces {
	readonly #prefix: string;
	/** Paths by output path and folder above the unit. */
	readonly #spares = new Map<string, string[]>();
	#count = 0;
	#nextNumber = 1;

	/** As of Workplaces. */
	constructor(owner: string, run: string) {
		this.#prefix = spareNamePrefix(owner, run);
	}

	/** A spare for this unit, no longer kept here; null when there is none. */
	take({ outputPath, unitDirectory }: WorkplaceOf): string | null {
		const spare = this.#spares.get(keyOf(outputPath, unitDirectory))?.pop() ?? null;
		if (spare !== null) this.#count -= 1;
		return spare;
	}

	/** Paths for those that are over; null where there are enough. */
	name<Place extends WorkplaceOf>(places: readonly Place[]): readonly (Place & { readonly spare: string | null })[] {
		const named = new Map<string, number>();
		let count = this.#count;
		return places.map((place) => {
			const key = keyOf(place.outputPath, place.unitDirectory);
			const known = (this.#spares.get(key)?.length ?? 0) + (named.get(key) ?? 0);
			if (known >= sparesPerKey || count >= sparesInAll) return { ...place, spare: null };
			named.set(key, (named.get(key) ?? 0) + 1);
			count += 1;
			const name = `${this.#prefix}${this.#nextNumber}`;
			this.#nextNumber += 1;
			return { ...place, spare: joinPath(place.outputPath, ".tilewright/attempts", name) };
		});
	}

	/** It is there now. */
	add({ outputPath, unitDirectory }: WorkplaceOf, spare: string): void {
		const key = keyOf(outputPath, unitDirectory);
		const spares = this.#spares.get(key);
		if (spares === undefined) this.#spares.set(key, [spare]);
		else spares.push(spare);
		this.#count += 1;
	}

	/** All that are kept, to be removed. */
	takeAll(): readonly string[] {
		const all = [...this.#spares.values()].flat();
		this.#spares.clear();
		this.#count = 0;
		return all;
	}
}

/** Spares of a worker, or of one life of its process, begin with this. */
export function spareNamePrefix(owner: string, run?: string): string {
	return run === undefined ? `spare-${owner}-` : `spare-${owner}-${run}-`;
}

/** The folders above the unit's own. */
export function parentOf(unitDirectory: string): string {
	const parent = posix.dirname(posix.normalize(unitDirectory));
	return parent === "." || parent === "/" ? "" : parent;
}

function keyOf(outputPath: string, unitDirectory: string): string {
	return `${outputPath}\0${parentOf(unitDirectory)}`;
}
