import type { ImageSource } from "./image-source.ts";
export async function openOmeZarrImage(_path: string): Promise<ImageSource> {
	throw new Error("later");
}
