import { useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { isTyping } from "../../../shell/shortcuts.ts";
import type { ImageChoice } from "./image-surface.ts";
import { readVolume } from "./read-volume.ts";
import type { ViewedImage, Window } from "./viewed-image.ts";
import styles from "./viewer.module.css";
import { windowOf } from "./viewer-model.ts";
import { type CameraStep, levelForVolume, mostVolumeChannels, type Volume, volumeEdges } from "./volume-model.ts";
import { type VolumeRendering, VolumeSurface } from "./volume-surface.ts";

/** A volume that grows is read again this long after it was shown. */
const growingEveryMs = 6_000;
/** Every WebGL2 can do at least 256; 2,048 is what cards of the last ten years can. */
const usualSide = 2_048;

const keys: Readonly<Record<string, CameraStep>> = {
	ArrowLeft: "left",
	ArrowRight: "right",
	ArrowUp: "up",
	ArrowDown: "down",
	"+": "nearer",
	"-": "farther",
};

interface ReadVolumes {
	/** By channel. */
	readonly volumes: ReadonlyMap<number, Volume>;
	readonly level: number;
}

/** What a file, the network or the graphics driver said. */
function wordsOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** All planes of an image at once, seen from anywhere. Its channels and contrast are those of the planes' view. */
export function VolumeView({
	image,
	choice,
	windows,
	rendering,
	isGrowing,
	edition,
}: {
	image: ViewedImage;
	choice: ImageChoice;
	/** What the planes' view chose where nobody did. */
	windows: readonly (Window | null)[];
	rendering: VolumeRendering;
	isGrowing: boolean;
	/** Another number reads everything again. */
	edition: number;
}) {
	const canvasRef = useRef<HTMLCanvasElement>(null);
	const surfaceRef = useRef<VolumeSurface | null>(null);
	const [problem, setProblem] = useState<string | null>(null);
	const [part, setPart] = useState(0);
	const [again, setAgain] = useState(0);
	const [read, setRead] = useState<ReadVolumes | null>(null);
	const shown = choice.channels.flatMap(({ isShown }, c) => (isShown ? [c] : [])).slice(0, mostVolumeChannels);
	const wanted = shown.join();
	const level = levelForVolume(image.levels, shown.length, usualSide);

	useEffect(() => {
		if (canvasRef.current === null) return;
		const surface = new VolumeSurface(canvasRef.current, (error) => setProblem(wordsOf(error)));
		surfaceRef.current = surface;
		return () => surface.dispose();
	}, []);

	// biome-ignore lint/correctness/useExhaustiveDependencies: another edition is read again
	useEffect(() => {
		if (level === null) return;
		const ending = new AbortController();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const channels = wanted === "" ? [] : wanted.split(",").map(Number);
		const readAll = async () => {
			const volumes = new Map<number, Volume>();
			for (const [place, c] of channels.entries()) {
				const onProgress = (done: number) => setPart((place + done) / channels.length);
				volumes.set(c, await readVolume(image, level, { t: choice.t, c }, ending.signal, onProgress));
			}
			setRead({ volumes, level });
			setProblem(null);
		};
		setPart(0);
		readAll()
			.catch((error: unknown) => {
				if (!ending.signal.aborted) setProblem(wordsOf(error));
			})
			.finally(() => {
				if (ending.signal.aborted) return;
				setPart(1);
				if (isGrowing) timer = setTimeout(() => setAgain((count) => count + 1), growingEveryMs);
			});
		return () => {
			ending.abort();
			clearTimeout(timer);
		};
	}, [image, level, wanted, choice.t, isGrowing, edition, again]);

	const automatic = useMemo(
		() => new Map([...(read?.volumes ?? [])].map(([c, volume]) => [c, windowOf([volume])] as const)),
		[read],
	);
	useEffect(() => {
		const shownLevel = read === null ? undefined : image.levels[read.level];
		if (read === null || shownLevel === undefined) return;
		const channels = choice.channels.flatMap(({ isShown, colour, window }, c) => {
			const volume = read.volumes.get(c);
			const chosen = window ?? windows[c] ?? automatic.get(c) ?? { from: 0, to: 1 };
			return isShown && volume !== undefined ? [{ volume, colour, window: chosen }] : [];
		});
		surfaceRef.current?.show({ channels, edges: volumeEdges(image, shownLevel), rendering });
	}, [read, choice, windows, automatic, rendering, image]);

	const onKey = useEffectEvent((event: KeyboardEvent) => {
		if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
		const step = keys[event.key];
		if (step === undefined && event.key !== "0") return;
		event.preventDefault();
		if (step === undefined) surfaceRef.current?.fit();
		else surfaceRef.current?.step(step);
	});
	useEffect(() => {
		window.addEventListener("keydown", onKey);
		return () => window.removeEventListener("keydown", onKey);
	}, []);

	const size = level === null ? undefined : image.levels[level];
	return (
		<>
			<canvas
				ref={canvasRef}
				className={styles.canvas}
				aria-label="The image as a volume. Arrow keys turn it, plus and minus go nearer and farther, 0 shows all of it."
				data-testid="volume-canvas"
				data-reading={level !== null && part < 1}
			/>
			<p className={styles.facts} role="status">
				{size === undefined
					? "No resolution of this image fits into the memory of a browser as a volume. Show fewer channels, or its planes."
					: `${size.width} × ${size.height} × ${size.depth} voxels${image.levels.length > 1 ? `, resolution ${(level ?? 0) + 1} of ${image.levels.length}` : ""}`}
				{size !== undefined && part < 1 ? ` · reading ${Math.round(part * 100)} %` : ""}
				{isGrowing ? " · still growing, read again every few seconds" : ""}
			</p>
			{problem === null ? null : (
				<p className={styles.problem} role="alert">
					The volume could not be shown: {problem}{" "}
					<button type="button" className={styles.link} onClick={() => setAgain((count) => count + 1)}>
						try again
					</button>
				</p>
			)}
		</>
	);
}
