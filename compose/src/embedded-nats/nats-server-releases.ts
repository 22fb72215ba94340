/**
 * The official release that may be downloaded where there is no package, pinned by checksum. The
 * checksums are those of the NATS project's own container images (repository nats-io/nats-docker, folder
 * 2.10.x: alpine3.22 at commit ef05cf93, windowsservercore-ltsc2022 at 09997444). There are none for macOS
 * among them, so nothing is downloaded there.
 */
export interface NatsServerRelease {
	/** As Node names them: `linux-x64`. */
	readonly platform: string;
	readonly url: string;
	readonly sha256: string;
}

const folder = "https://github.com/nats-io/nats-server/releases/download/v2.10.29";

export const natsServerReleases: readonly NatsServerRelease[] = [
	{
		platform: "linux-x64",
		url: `${folder}/nats-server-v2.10.29-linux-amd64.tar.gz`,
		sha256: "e314da74a83a1d3876db8814c27eb990fe729640fd6452025b441bcede8390da",
	},
	{
		platform: "linux-arm64",
		url: `${folder}/nats-server-v2.10.29-linux-arm64.tar.gz`,
		sha256: "da4b27942ecfb4c5f0c54553d2e7f470ddda9d7581cfe8131b351a0e223ed401",
	},
	{
		platform: "win32-x64",
		url: `${folder}/nats-server-v2.10.29-windows-amd64.zip`,
		sha256: "98657bf4d5a9ce44168c019ba6894cda8e22e6adc8798edc05c168db7262de29",
	},
];
