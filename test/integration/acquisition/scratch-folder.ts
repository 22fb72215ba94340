import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Image } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { writeTiff } from "@tilewright/contract/image/tiff-writer";

/** A folder of its own for one test. */
export class ScratchFolder {
	readonly path: string;

	private constructor(path: string) {
		this.path = path;
	}

	static async create(): Promise<ScratchFolder> {
		return new ScratchFolder(await mkdtemp(join(tmpdir(), "tilewright-acquisition-")));
	}

	at(name: string): string {
		return join(this.path, name);
	}

	async write(name: string, content: string | Uint8Array): Promise<string> {
		await mkdir(dirname(this.at(name)), { recursive: true });
		await writeFile(this.at(name), content);
		return this.at(name);
	}

	/** Under another name first, as careful instruments do. */
	async replace(name: string, content: string | Uint8Array): Promise<void> {
		await this.write(`${name}.new`, content);
		await rename(this.at(`${name}.new`), this.at(name));
	}

	async writeList(tiles: readonly object[], more: object = {}): Promise<void> {
		await this.replace("pipeline-input.json", JSON.stringify({ pipelineFormat: 1, ...more, tiles }));
	}

	/** Three planes of 8 x 6 pixels. */
	async writeImage(name: string, change: Partial<Image> = {}): Promise<string> {
		const image: Image = {
			axes: ["z", "y", "x"],
			shape: [3, 6, 8],
			dtype: "uint16",
			pixelSize: { x: 0.5, y: 0.5, z: 2 },
			position: { x: 100, y: 200, z: 30 },
			channelNames: [],
			data: new Uint16Array(3 * 6 * 8).fill(7),
			...change,
		};
		await mkdir(dirname(this.at(name)), { recursive: true });
		await writeTiff(this.at(name), image, { description: buildOmeXml(image) });
		return this.at(name);
	}

	async remove(): Promise<void> {
		await rm(this.path, { recursive: true, force: true });
	}
}
