/** Scripts of ours in the profiled process; what they cost is no part of the API's hotspots. */
export const OWN_SCRIPT_URL = 'hotlap:profiler';
