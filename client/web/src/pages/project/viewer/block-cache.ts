import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import type { BlockPlace, ImageBlock, ViewedImage } from "./viewed-image.ts";
import { maximumOfBlocks } from "./viewer-model.ts";

/** Kept in memory; of more the blocks not looked at longest are dropped. */
const keptBytes = 96 * 1024 * 1024;
const readsAtOnce = 6;

interface Entry {
	readonly level: number;
	readonly place: BlockPlace;
	/** Planes of this level that are laid over each other; null for the one of the place. */
	readonly projected: number | null;
	block: ImageBlock | null;
	isWanted: boolean;
	isReading: boolean;
}

/** Reads blocks of an image as they come into sight, a few at a time, the wanted ones first. */
export class BlockCache {
	readonly #image: ViewedImage;
	readonly #onChange: () => void;
	readonly #entries = new Map<string, Entry>();
	readonly #ending = new AbortController();
	#reads = 0;
	problem: ApiProblem | null = null;

	constructor(image: ViewedImage, onChange: () => void) {
		this.#image = image;
		this.#onChange = onChange;
	}

	/** The block where it is there; otherwise it is read and `onChange` called. */
	want(level: number, place: BlockPlace, projected: number | null): ImageBlock | null {
		const key = `${level}/${place.t}/${place.c}/${projected ?? place.z}p${projected !== null}/${place.row}/${place.column}`;
		const entry = this.#entries.get(key) ?? {
			level,
			place,
			projected,
			block: null,
			isWanted: true,
			isReading: false,
		};
		entry.isWanted = true;
		// A map remembers the order of insertion: what was wanted last comes last.
		this.#entries.delete(key);
		this.#entries.set(key, entry);
		if (entry.block === null && !entry.isReading) this.#readNext();
		return entry.block;
	}

	/** Called before a frame says what it wants. */
	forgetWishes(): void {
		for (const entry of this.#entries.values()) entry.isWanted = false;
	}

	get blocks(): readonly { readonly channel: number; readonly block: ImageBlock }[] {
		return [...this.#entries.values()].flatMap(({ place, block }) =>
			block === null ? [] : [{ channel: place.c, block }],
		);
	}

	get isReading(): boolean {
		return this.#reads > 0;
	}

	end(): void {
		this.#ending.abort();
		this.#entries.clear();
	}

	#readNext(): void {
		if (this.#reads >= readsAtOnce || this.#ending.signal.aborted) return;
		const next = [...this.#entries.values()].findLast((entry) => entry.isWanted && !entry.isReading && !entry.block);
		if (next === undefined) return;
		next.isReading = true;
		this.#reads++;
		this.#read(next)
			.then((block) => {
				next.block = block;
				this.problem = null;
				this.#dropOldest();
			})
			.catch((error: unknown) => {
				if (!this.#ending.signal.aborted) this.problem = asApiProblem(error);
			})
			.finally(() => {
				this.#reads--;
				// What failed stays unread until it is wanted again after a change of the view.
				if (next.block !== null) next.isReading = false;
				if (this.#ending.signal.aborted) return;
				this.#onChange();
				this.#readNext();
			});
		this.#readNext();
	}

	async #read({ level, place, projected }: Entry): Promise<ImageBlock | null> {
		const { signal } = this.#ending;
		if (projected === null) return this.#image.readBlock(level, place, signal);
		const planes: ImageBlock[] = [];
		for (let z = 0; z < projected; z++) {
			const plane = await this.#image.readBlock(level, { ...place, z }, signal);
			const joined = maximumOfBlocks([...planes, plane]);
			planes.splice(0, planes.length, ...(joined === null ? [] : [joined]));
		}
		return planes[0] ?? null;
	}

	#dropOldest(): void {
		let bytes = 0;
		for (const [key, entry] of [...this.#entries].reverse()) {
			bytes += entry.block?.data.byteLength ?? 0;
			if (bytes > keptBytes && !entry.isReading) this.#entries.delete(key);
		}
	}
}
