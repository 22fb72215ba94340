import type { FailureGroupRowFragment, ReadFailuresResult } from "../../api/generated/documents.ts";
import { Panel } from "../../shell/panel.tsx";
import { LocalTime } from "../../shell/time-text.tsx";
import { plural } from "../../wording/number-words.ts";
import { QuarantineButton, ReleaseButton } from "../workers/quarantine-buttons.tsx";
import styles from "./failures.module.css";
import { lastAtPlace } from "./failures-model.ts";

type Places = ReadFailuresResult["failurePlaces"];

/** Where it fails, and which places were taken out of use. */
export function FailurePlacesPanel({
	places,
	groups,
	onChanged,
}: {
	places: Places;
	/** The causes that are shown. */
	groups: readonly FailureGroupRowFragment[];
	onChanged: () => void;
}) {
	const most = Math.max(1, ...places.workers.map((place) => place.attempts));
	if (places.workers.length === 0) return null;
	return (
		<Panel title="Where it fails" aside={plural(places.hosts.length, "machine")}>
			<table className={styles.places}>
				<thead>
					<tr>
						<th scope="col">worker</th>
						<th scope="col">machine</th>
						<th scope="col">failed attempts</th>
						<th scope="col">last at</th>
						<th scope="col">
							<span className={styles.spoken}>what can be done</span>
						</th>
					</tr>
				</thead>
				<tbody>
					{places.workers.map((place) => {
						const { worker } = place;
						const last = lastAtPlace(place, groups);
						const isOut = worker !== null && worker.quarantinedAt !== null;
						return (
							<tr key={`${place.host} ${place.name}`}>
								<th scope="row">
									{place.name}
									{isOut ? <span className="tone-bad"> in quarantine</span> : null}
									{worker?.isHostQuarantined === true ? <span className="tone-bad"> (whole machine)</span> : null}
									{isOut ? <small>{worker.quarantineReason}</small> : null}
								</th>
								<td>{place.host}</td>
								<td>
									<span className={styles.placeBar} style={{ width: `${(100 * place.attempts) / most}%` }} />
									{place.attempts}
								</td>
								<td>
									{last.isExact ? null : "after "}
									<LocalTime at={last.at} isRough />
								</td>
								<td>
									{worker === null ? null : isOut || worker.isHostQuarantined ? (
										<ReleaseButton id={worker.id} name={place.name} onChanged={onChanged} />
									) : (
										<QuarantineButton id={worker.id} name={place.name} host={place.host} onChanged={onChanged} />
									)}
								</td>
							</tr>
						);
					})}
				</tbody>
			</table>
		</Panel>
	);
}
