/** Which image is looked at, as text in the address. */
export type ViewerAddress =
	/** A file of a task's accepted result, by its path below the unit's directory. */
	| { readonly kind: "task"; readonly id: string; readonly path: string }
	/** The n-th file of an acquired tile. */
	| { readonly kind: "tile"; readonly id: string; readonly index: number; readonly name: string };

export function parseViewerAddress(text: string): ViewerAddress | null {
	const [kind, id, ...rest] = text.split(":");
	if (id === undefined || !/^[0-9]+$/.test(id)) return null;
	if (kind === "task" && rest.length > 0) return { kind, id, path: rest.join(":") };
	const [index = "", ...name] = rest;
	if (kind === "tile" && /^[0-9]+$/.test(index)) return { kind, id, index: Number(index), name: name.join(":") };
	return null;
}

export function formatViewerAddress(address: ViewerAddress): string {
	return address.kind === "task"
		? `task:${address.id}:${address.path}`
		: `tile:${address.id}:${address.index}:${address.name}`;
}

export function nameOf(address: ViewerAddress): string {
	return (address.kind === "task" ? address.path : address.name).split("/").at(-1) ?? "";
}

/** Below the page's own origin, without a slash at the end. */
export function urlOf(address: ViewerAddress): string {
	return address.kind === "task"
		? `/api/tasks/${address.id}/files/${address.path.split("/").map(encodeURIComponent).join("/")}`
		: `/api/tiles/${address.id}/files/${address.index}`;
}

export type ImageFormat = "zarr" | "tiff" | "picture";

/** By the name; null for what is no image that can be shown here. */
export function formatOf(name: string): ImageFormat | null {
	if (/\.zarr\/?$/i.test(name)) return "zarr";
	if (/\.tiff?$/i.test(name)) return "tiff";
	if (/\.(png|jpe?g|webp|gif)$/i.test(name)) return "picture";
	return null;
}

/** The same data in other programs: a link, or a command to copy. */
export function otherPrograms(
	url: string,
	format: ImageFormat,
	name: string,
): readonly { readonly program: string; readonly link?: string; readonly command?: string }[] {
	const napari = {
		program: "napari",
		command: format === "zarr" ? `napari --plugin napari-ome-zarr ${url}` : `napari ${url}`,
	};
	if (format !== "zarr") return [napari];
	const state = { layers: [{ type: "image", source: `zarr://${url}`, name }] };
	const hash = encodeURIComponent(JSON.stringify(state));
	return [
		{ program: "neuroglancer", link: `https://neuroglancer-demo.appspot.com/#!${hash}` },
		{
			program: "OME-Zarr validator",
			link: `https://ome.github.io/ome-ngff-validator/?source=${encodeURIComponent(url)}`,
		},
		napari,
	];
}
