import { measureWords } from "../../../wording/number-words.ts";
import type { ImageChoice } from "./image-surface.ts";
import type { ViewedImage, Window } from "./viewed-image.ts";
import styles from "./viewer.module.css";

/** Laying many planes over each other reads all of them. */
const mostProjectedPlanes = 256;

export function ViewerControls({
	image,
	choice,
	windows,
	onChange,
	onFit,
	onReread,
}: {
	image: ViewedImage;
	choice: ImageChoice;
	windows: readonly (Window | null)[];
	onChange: (choice: ImageChoice) => void;
	onFit: () => void;
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
			{sizes.z > 1 ? (
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
				<button type="button" className={styles.button} onClick={onFit}>
					Show all
				</button>
				<button type="button" className={styles.button} onClick={onReread}>
					Read again
				</button>
			</div>
		</aside>
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
