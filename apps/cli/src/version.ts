import manifest from '../package.json' with { type: 'json' }

export const { version } = manifest

/** How sessions and log lines name this program. */
export const userAgent = `roster-cli/${version} (${process.platform}; Node.js ${process.versions.node})`
