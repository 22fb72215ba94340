import { Deck, type Layer, OrbitView, type OrbitViewState } from "@deck.gl/core";
import { ColorPalette3DExtensions, XR3DLayer } from "@hms-dbmi/viv";
import { Matrix4 } from "@math.gl/core";
import { hasGraphicsCard } from "../tile-map/plane-painter-webgl.ts";
import type { Window } from "./viewed-image.ts";
import { type Camera, type CameraStep, firstCamera, stepCamera, type Volume } from "./volume-model.ts";

/** How the light of the voxels along a line of sight becomes the colour of a pixel. */
export type VolumeRendering = "brightest" | "sum";

export interface ShownVolume {
	readonly volume: Volume;
	readonly colour: readonly [number, number, number];
	readonly window: Window;
}

export interface VolumeContent {
	readonly channels: readonly ShownVolume[];
	readonly edges: readonly [number, number, number];
	readonly rendering: VolumeRendering;
}

const extensions = {
	brightest: [new ColorPalette3DExtensions.MaximumIntensityProjectionExtension({})],
	sum: [new ColorPalette3DExtensions.AdditiveBlendExtension({})],
};

/** The canvas of a volume, drawn by Viv's layer on deck.gl; turned by pointer and fingers, and by `step`. */
export class VolumeSurface {
	readonly #deck: Deck<OrbitView>;
	readonly #canvas: HTMLCanvasElement;
	#content: VolumeContent | null = null;
	#camera: Camera | null = null;
	/** The same array for the same volumes: another one is loaded into the graphics card anew. */
	#data: { readonly volumes: readonly Volume[]; readonly arrays: readonly Float32Array[] } = {
		volumes: [],
		arrays: [],
	};

	constructor(canvas: HTMLCanvasElement, onProblem: (problem: Error) => void) {
		this.#canvas = canvas;
		this.#deck = new Deck({
			canvas,
			width: "100%",
			height: "100%",
			views: new OrbitView({ id: "volume", orbitAxis: "Y", controller: { keyboard: false, inertia: false } }),
			// Drawn in software every pixel is dear.
			useDevicePixels: hasGraphicsCard() ? true : 0.5,
			layers: [],
			onError: onProblem,
			onViewStateChange: ({ viewState }) => this.#look(cameraOf(viewState)),
			onAfterRender: () => this.#canvas.setAttribute("data-drawn", String(this.#content !== null)),
		});
	}

	show(content: VolumeContent): void {
		this.#content = content;
		this.#camera ??= this.#firstCamera();
		this.#update();
	}

	step(step: CameraStep): void {
		if (this.#camera !== null) this.#look(stepCamera(this.#camera, step));
	}

	fit(): void {
		this.#look(this.#firstCamera());
	}

	dispose(): void {
		this.#deck.finalize();
	}

	#firstCamera(): Camera {
		const { clientWidth: width, clientHeight: height } = this.#canvas;
		return firstCamera(this.#content?.edges ?? [1, 1, 1], { width, height });
	}

	#look(camera: Camera): void {
		this.#camera = camera;
		this.#update();
	}

	#update(): void {
		const content = this.#content;
		const camera = this.#camera;
		if (content === null || camera === null) return;
		const viewState: OrbitViewState = { ...camera, target: [...camera.target], minRotationX: -90, maxRotationX: 90 };
		this.#deck.setProps({ viewState, layers: [this.#layerOf(content)] });
	}

	#layerOf({ channels, edges, rendering }: VolumeContent): Layer | null {
		const [first] = channels;
		if (first === undefined) return null;
		const volumes = channels.map(({ volume }) => volume);
		const isSame =
			volumes.length === this.#data.volumes.length && volumes.every((volume, i) => volume === this.#data.volumes[i]);
		if (!isSame) this.#data = { volumes, arrays: volumes.map(({ data }) => data) };
		const { width, height, depth } = first.volume;
		const properties = {
			// A texture keeps its size: another volume's is another layer.
			id: `volume ${width} ${height} ${depth} ${channels.length} ${rendering}`,
			channelData: { data: this.#data.arrays, width, height, depth },
			dtype: "Float32",
			selections: channels.map((_, c) => ({ c })),
			contrastLimits: channels.map(({ window }) => [window.from, window.to]),
			colors: channels.map(({ colour }) => [...colour]),
			channelsVisible: channels.map(() => true),
			clippingPlanes: [],
			extensions: extensions[rendering],
			physicalSizeScalingMatrix: new Matrix4().scale([edges[0] / width, edges[1] / height, edges[2] / depth]),
			resolutionMatrix: new Matrix4(),
		};
		// Viv's declarations know a part of what its layer takes.
		return new XR3DLayer(properties as unknown as ConstructorParameters<typeof XR3DLayer>[0]) as Layer;
	}
}

function cameraOf(viewState: OrbitViewState): Camera {
	const { target, zoom, rotationX, rotationOrbit } = viewState;
	const [x = 0, y = 0, z = 0] = target ?? [];
	return {
		target: [x, y, z],
		zoom: typeof zoom === "number" ? zoom : (zoom?.[0] ?? 0),
		rotationX: rotationX ?? 0,
		rotationOrbit: rotationOrbit ?? 0,
	};
}
