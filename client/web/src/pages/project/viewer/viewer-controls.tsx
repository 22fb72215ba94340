import { Segments } from "../../../shell/segments.tsx";
import { measureWords } from "../../../wording/number-words.ts";
import type { ImageChoice } from "./image-surface.ts";
import type { ViewedImage, Window } from "./viewed-image.ts";
import styles from "./viewer.module.css";
import { whyNoVolumes } from "./volume-support.ts";
import type { VolumeRendering } from "./volume-surface.ts";

/** Laying many planes over each other reads all of them. */
const mostProjectedPlanes = 256;

export function ViewerControls({
	image,
	choice,
	windows,
	shape,
	onShape,
	onChange,
	onFit,
	onReread,
}: {
	image: ViewedImage;
	choice: ImageChoice;
	windows: readonly (Window | null)[];
	onChange: (choice: ImageChoice) => void;
	shape: "planes" | VolumeRendering;
	onShape: (shape: "planes" | VolumeRendering) => void;
	/** Null where a key does it. */
	onFit: (() => void) | null;
	onReread: () => void;
}) {
	const { sizes } = image;
	const setChannel = (index: number, next: Partial<ImageChoice["channels"][number]>) =>
		onChange({
			...choice,
			channels: choice.channels.map((channel, place) => (place === index ? { ...channel, ...next } : channel)),
		});
	return (
		<aside className={styles.controls} aria-label="How the image is shown">
			{sizes.z > 1 ? <ShapeChoice shape={shape} onShape={onShape} /> : null}
			{sizes.z > 1 && shape === "planes" ? (
				<>
					<label>
						plane {choice.z + 1} of {sizes.z}
						<input
							type="range"
							min={0}
							max={sizes.z - 1}
							value={choice.z}
							disabled={choice.isProjected}
							onChange={(event) => onChange({ ...choice, z: Number(event.target.value) })}
						/>
					</label>
					<label className={styles.check}>
						<input
							type="checkbox"
							checked={choice.isProjected}
							disabled={sizes.z > mostProjectedPlanes}
							onChange={(event) => onChange({ ...choice, isProjected: event.target.checked })}
						/>
						brightest of all planes
					</label>
				</>
			) : null}
			{sizes.t > 1 ? (
				<label>
					time {choice.t + 1} of {sizes.t}
					<input
						type="range"
						min={0}
						max={sizes.t - 1}
						value={choice.t}
						onChange={(event) => onChange({ ...choice, t: Number(event.target.value) })}
					/>
				</label>
			) : null}
			{image.channels.map((channel, index) => {
				const shown = choice.channels[index];
				if (shown === undefined) return null;
				const window = shown.window ?? windows[index] ?? null;
				return (
					// biome-ignore lint/suspicious/noArrayIndexKey: a channel's number is its identity
					<fieldset key={index} className={styles.channel}>
						<label className={styles.check}>
							<input
								type="checkbox"
								checked={shown.isShown}
								onChange={(event) => setChannel(index, { isShown: event.target.checked })}
							/>
							<span className={styles.swatch} style={{ background: `rgb(${shown.colour.join()})` }} />
							{channel.name}
						</label>
						{window === null ? null : (
							<Contrast
								window={window}
								maximum={image.maximum}
								automatic={windows[index] ?? channel.window}
								onChange={(next) => setChannel(index, { window: next })}
							/>
						)}
					</fieldset>
				);
			})}
			<div className={styles.row}>
				{onFit === null ? (
					<span className={styles.hint}>
						drag to turn, with Shift to move; wheel or two fingers zoom; arrows, + − 0
					</span>
				) : (
					<button type="button" className={styles.button} onClick={onFit}>
						Show all
					</button>
				)}
				<button type="button" className={styles.button} onClick={onReread}>
					Read again
				</button>
			</div>
		</aside>
	);
}

/** One plane after the other, or all of them at once. */
function ShapeChoice({
	shape,
	onShape,
}: {
	shape: "planes" | VolumeRendering;
	onShape: (shape: "planes" | VolumeRendering) => void;
}) {
	const why = whyNoVolumes();
	return (
		<>
			<Segments
				label="Show the image as"
				value={shape === "planes" ? "planes" : "volume"}
				onChange={(value) => onShape(value === "planes" || why !== null ? "planes" : "brightest")}
				choices={[
					{ value: "planes", words: "Planes" },
					{ value: "volume", words: "Volume" },
				]}
			/>
			{why === null ? null : <p className={styles.hint}>{why}</p>}
			{shape === "planes" ? null : (
				<label className={styles.check}>
					<input
						type="checkbox"
						checked={shape === "sum"}
						onChange={(event) => onShape(event.target.checked ? "sum" : "brightest")}
					/>
					add up the light instead of the brightest
				</label>
			)}
		</>
	);
}

/** Black and white point, on a scale that reaches a little over what the values need. */
function Contrast({
	window,
	maximum,
	automatic,
	onChange,
}: {
	window: Window;
	maximum: number | null;
	automatic: Window | null;
	onChange: (window: Window) => void;
}) {
	const reach = automatic ?? window;
	const width = Math.max(reach.to - reach.from, Number.EPSILON);
	const least = maximum === null ? reach.from - width : Math.max(0, reach.from - width);
	const most = maximum === null ? reach.to + 2 * width : Math.min(maximum, reach.to + 2 * width);
	const step = (most - least) / 500;
	const slider = (label: string, value: number, change: (value: number) => Window) => (
		<label>
			{label} {measureWords(value)}
			<input
				type="range"
				min={least}
				max={most}
				step={step}
				value={value}
				onChange={(event) => onChange(change(Number(event.target.value)))}
			/>
		</label>
	);
	return (
		<>
			{slider("black", window.from, (from) => ({ from: Math.min(from, window.to - step), to: window.to }))}
			{slider("white", window.to, (to) => ({ from: window.from, to: Math.max(to, window.from + step) }))}
		</>
	);
}
