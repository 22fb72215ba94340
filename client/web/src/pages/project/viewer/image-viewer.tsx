import { lazy, type PointerEvent, Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import { ReadTaskDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject } from "../../../live/live-store-model.ts";
import { Guard } from "../../../shell/guard.tsx";
import { ProblemNotice } from "../../../shell/notice.tsx";
import { isTyping } from "../../../shell/shortcuts.ts";
import { useSelection } from "../use-selection.ts";
import { type ImageChoice, ImageSurface } from "./image-surface.ts";
import { openTiff } from "./open-tiff.ts";
import { openZarr } from "./open-zarr.ts";
import type { ViewedImage } from "./viewed-image.ts";
import styles from "./viewer.module.css";
import { formatOf, nameOf, otherPrograms, parseViewerAddress, urlOf, type ViewerAddress } from "./viewer-address.ts";
import { ViewerControls } from "./viewer-controls.tsx";
import type { VolumeRendering } from "./volume-surface.ts";

/** Viv and deck.gl come with the first volume that is looked at. */
const VolumeView = lazy(async () => ({ default: (await import("./volume-view.tsx")).VolumeView }));

/** Results that are still being written are looked at again this often. */
const growingEveryMs = 4_000;

/** An acquired image or a result over the whole page: planes, channels, contrast; loaded on demand. */
export function ImageViewer({ project, address: text }: { project: LiveProject; address: string }) {
	const { select } = useSelection();
	const close = () => select({ kind: "image", image: null });
	const address = parseViewerAddress(text);
	const dialog = useRef<HTMLDivElement>(null);
	useEffect(() => dialog.current?.focus(), []);
	const name = address === null ? "" : nameOf(address);
	const format = address === null ? null : formatOf(name);
	return (
		<div
			ref={dialog}
			className={styles.viewer}
			role="dialog"
			aria-modal="true"
			aria-label={`Image ${name}`}
			tabIndex={-1}
			data-testid="viewer"
		>
			<header className={styles.head}>
				<h2>{name}</h2>
				{address === null || format === null ? null : <OpenElsewhere address={address} name={name} />}
				<button type="button" className={styles.button} onClick={close}>
					Close <kbd>Esc</kbd>
				</button>
			</header>
			{address === null || format === null ? (
				<p className={styles.words}>
					{name === "" ? "This address names no image." : `${name} is no image that can be shown here.`}
				</p>
			) : format === "picture" ? (
				<img className={styles.picture} src={urlOf(address)} alt={name} />
			) : (
				<OpenedImage project={project} address={address} open={format === "zarr" ? openZarr : openTiff} />
			)}
		</div>
	);
}

function OpenElsewhere({ address, name }: { address: ViewerAddress; name: string }) {
	const [copied, setCopied] = useState<string | null>(null);
	const url = `${window.location.origin}${urlOf(address)}`;
	const format = formatOf(name);
	if (format === null) return null;
	const copy = async (program: string, words: string) => {
		await navigator.clipboard.writeText(words);
		setCopied(program);
	};
	return (
		<span className={styles.elsewhere}>
			{otherPrograms(url, format, name).map(({ program, link, command }) =>
				link !== undefined ? (
					<a key={program} href={link} target="_blank" rel="noreferrer" title={`Open ${url} in ${program}`}>
						{program} ↗
					</a>
				) : (
					<button
						key={program}
						type="button"
						className={styles.link}
						title={command}
						onClick={() => copy(program, command ?? "")}
					>
						{copied === program ? "command copied" : `copy the ${program} command`}
					</button>
				),
			)}
			<a href={url}>file</a>
		</span>
	);
}

type Opening =
	| { readonly kind: "opening" }
	| { readonly kind: "failed"; readonly problem: ApiProblem }
	| { readonly kind: "open"; readonly image: ViewedImage };

/** Opens again when the result was made anew: what grows is seen growing. */
function OpenedImage({
	project,
	address,
	open,
}: {
	project: LiveProject;
	address: ViewerAddress;
	open: (url: string) => Promise<ViewedImage>;
}) {
	const live = useLive();
	const taskId = address.kind === "task" ? address.id : null;
	const task = useReading(
		taskId === null ? null : live.detail(project.id, ReadTaskDocument, { id: taskId }, { taskId }),
	);
	const facts = task.kind === "ready" ? task.value.task : null;
	const edition = facts?.resultAttempt?.id ?? "";
	const isGrowing = facts !== null && facts.state !== "SUCCEEDED";
	const [opening, setOpening] = useState<Opening>({ kind: "opening" });
	const [tries, setTries] = useState(0);
	const url = `${window.location.origin}${urlOf(address)}`;
	// biome-ignore lint/correctness/useExhaustiveDependencies: another edition of the result is another image
	useEffect(() => {
		let isOver = false;
		open(url)
			.then((image) => {
				if (!isOver) setOpening({ kind: "open", image });
			})
			.catch((error: unknown) => {
				if (!isOver) setOpening({ kind: "failed", problem: asApiProblem(error) });
			});
		return () => {
			isOver = true;
		};
	}, [url, edition, tries, open]);
	switch (opening.kind) {
		case "opening":
			return (
				<p className={styles.words} role="status">
					Opening the image …
				</p>
			);
		case "failed":
			return (
				<ProblemNotice problem={opening.problem} what="The image" onRetry={() => setTries((count) => count + 1)} />
			);
		case "open":
			return <Stage image={opening.image} isGrowing={isGrowing} />;
	}
}

function firstChoice(image: ViewedImage): ImageChoice {
	return {
		t: 0,
		z: Math.floor(image.sizes.z / 2),
		isProjected: false,
		channels: image.channels.map((channel, index) => ({
			// More than a few at once are a fog.
			isShown: index < 4,
			colour: channel.colour,
			window: channel.window,
		})),
	};
}

function Stage({ image, isGrowing }: { image: ViewedImage; isGrowing: boolean }) {
	const canvasRef = useRef<HTMLCanvasElement>(null);
	const surfaceRef = useRef<ImageSurface | null>(null);
	const pointer = useRef<{ x: number; y: number } | null>(null);
	const [choice, setChoice] = useState(() => firstChoice(image));
	const [shape, setShape] = useState<"planes" | VolumeRendering>("planes");
	const [edition, setEdition] = useState(0);
	const isVolume = shape !== "planes";
	const [, setChanges] = useState(0);
	const [pixel, setPixel] = useState<{ readonly x: number; readonly y: number } | null>(null);
	const shown = choice.channels.length === image.channels.length ? choice : firstChoice(image);

	useEffect(() => {
		if (canvasRef.current === null) return;
		const surface = new ImageSurface(canvasRef.current, image, () => setChanges((count) => count + 1));
		surfaceRef.current = surface;
		return () => surface.dispose();
	}, [image]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another image has another surface
	useEffect(() => surfaceRef.current?.show(shown), [shown, image]);
	useEffect(() => {
		if (!isGrowing) return;
		const timer = setInterval(() => {
			if (!isVolume) surfaceRef.current?.reread();
		}, growingEveryMs);
		return () => clearInterval(timer);
	}, [isGrowing, isVolume]);

	const onWheel = useEffectEvent((event: WheelEvent) => {
		event.preventDefault();
		const step = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 4 : 1);
		surfaceRef.current?.zoom(Math.exp(-step / 400), event.offsetX, event.offsetY);
	});
	const stepPlane = (by: number) =>
		setChoice((before) => ({ ...before, z: Math.min(image.sizes.z - 1, Math.max(0, before.z + by)) }));
	const onKey = useEffectEvent((event: KeyboardEvent) => {
		if (isVolume || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
		const actions: Readonly<Record<string, () => void>> = {
			ArrowUp: () => stepPlane(1),
			ArrowDown: () => stepPlane(-1),
			"+": () => surfaceRef.current?.zoom(1.5),
			"-": () => surfaceRef.current?.zoom(1 / 1.5),
			"0": () => surfaceRef.current?.fit(),
		};
		const act = actions[event.key];
		if (act === undefined) return;
		event.preventDefault();
		act();
	});
	useEffect(() => {
		const canvas = canvasRef.current;
		canvas?.addEventListener("wheel", onWheel, { passive: false });
		window.addEventListener("keydown", onKey);
		return () => {
			canvas?.removeEventListener("wheel", onWheel);
			window.removeEventListener("keydown", onKey);
		};
	}, []);
	const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
		const { offsetX, offsetY } = event.nativeEvent;
		setPixel(surfaceRef.current?.pixelAt(offsetX, offsetY) ?? null);
		if (pointer.current === null) return;
		surfaceRef.current?.pan(event.clientX - pointer.current.x, event.clientY - pointer.current.y);
		pointer.current = { x: event.clientX, y: event.clientY };
	};
	const [full] = image.levels;
	const status = surfaceRef.current?.status ?? { isReading: true, problem: null };
	return (
		<div className={styles.body}>
			<div className={styles.sheet}>
				<canvas
					ref={canvasRef}
					className={styles.canvas}
					hidden={isVolume}
					data-testid="viewer-canvas"
					data-reading={status.isReading}
					onPointerDown={(event) => {
						event.currentTarget.setPointerCapture(event.pointerId);
						pointer.current = { x: event.clientX, y: event.clientY };
					}}
					onPointerMove={onPointerMove}
					onPointerUp={() => {
						pointer.current = null;
					}}
					onPointerLeave={() => setPixel(null)}
				/>
				{isVolume ? (
					<Suspense fallback={<p className={styles.facts}>Loading what draws volumes …</p>}>
						<Guard what="The volume">
							<VolumeView
								image={image}
								choice={shown}
								windows={surfaceRef.current?.windows ?? []}
								rendering={shape}
								isGrowing={isGrowing}
								edition={edition}
							/>
						</Guard>
					</Suspense>
				) : null}
				<p className={styles.facts} hidden={isVolume}>
					{full === undefined ? "" : `${full.width} × ${full.height}`}
					{image.sizes.z > 1 ? ` × ${image.sizes.z} planes` : ""} · {image.pixelType}
					{image.levels.length > 1 ? ` · ${image.levels.length} resolutions` : ""}
					{pixel === null ? "" : ` · x ${pixel.x}, y ${pixel.y}`}
					{isGrowing ? " · still growing, read again every few seconds" : ""}
					{status.isReading ? " · reading …" : ""}
				</p>
				{status.problem === null || isVolume ? null : (
					<p className={styles.problem} role="alert">
						A part could not be read: {status.problem}{" "}
						<button type="button" className={styles.link} onClick={() => surfaceRef.current?.reread()}>
							read again
						</button>
					</p>
				)}
			</div>
			<ViewerControls
				image={image}
				choice={shown}
				windows={surfaceRef.current?.windows ?? []}
				onChange={setChoice}
				shape={shape}
				onShape={setShape}
				onFit={isVolume ? null : () => surfaceRef.current?.fit()}
				onReread={() => (isVolume ? setEdition(edition + 1) : surfaceRef.current?.reread())}
			/>
		</div>
	);
}
