/** Why volumes cannot be drawn here; null when they can. Asked once: a browser does not learn it later. */
export function whyNoVolumes(): string | null {
	known ??= { why: examine() };
	return known.why;
}

let known: { readonly why: string | null } | null = null;

function examine(): string | null {
	const gl = document.createElement("canvas").getContext("webgl2");
	if (gl === null) {
		return "This browser has no WebGL2, which volumes are drawn with. “Brightest of all planes” shows all of them from above.";
	}
	const canFilter = gl.getExtension("OES_texture_float_linear") !== null;
	gl.getExtension("WEBGL_lose_context")?.loseContext();
	return canFilter
		? null
		: "The graphics driver here cannot blend between voxels (OES_texture_float_linear), which volumes need. “Brightest of all planes” shows all of them from above.";
}
