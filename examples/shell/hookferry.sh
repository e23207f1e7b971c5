# shellcheck shell=sh
# hookferry_post SOURCE [FILE]: posts a JSON file, or standard input, to Hookferry and prints the
# answer. It waits until everything the event caused has ended, and fails when any of it failed or
# had not ended in time, so that a script with `set -e` stops there. For bash, dash and every other
# POSIX shell; needs curl 7.76 or later.
#
#   . ./hookferry.sh
#   hookferry_post pipeline deploy.json
#   terraform output -json | hookferry_post pipeline
#
# HOOKFERRY_URL    the bridge: https://hooks.example.com
# HOOKFERRY_TOKEN  one of the source's tokens; it never stands on a command line
# HOOKFERRY_WAIT   how many seconds to wait for the outcome, 0 to 300 (default 300); with 0 it is
#                  enough that Hookferry has taken the event
# HOOKFERRY_KEY    names this run (default: what the CI calls its run and attempt). The same body
#                  under the same name is one delivery, however often it is posted.
#
# Exit code 0: succeeded, or no rule matched; 22: refused, or a step failed; 75 (EX_TEMPFAIL): had
# not ended in time (202), and goes on; any other: curl's, when no answer came.

hookferry_post() (
    : "${HOOKFERRY_URL:?is the address of the bridge}"
    : "${HOOKFERRY_TOKEN:?is a token of the source}"
    wait=${HOOKFERRY_WAIT:-300}
    directory=$(mktemp -d) || exit 1
    trap 'rm -rf "$directory"' EXIT

    # A copy: standard input could not be sent a second time.
    if [ "${2:--}" = - ]; then cat; else cat -- "$2"; fi > "$directory/body" || exit 1

    # Another body in the same run is another delivery, so its checksum is part of the key.
    key=$(hookferry_run)-$(cksum < "$directory/body" | tr ' ' '-')

    # 429 and 503, as from a bridge that restarts, are tried again under the same key; Retry-After
    # is obeyed. A failed step (424) is not: the bridge has tried it again itself for long enough.
    code=0
    status=$(
        printf 'Authorization: Bearer %s\n' "$HOOKFERRY_TOKEN" |
            curl --silent --show-error --fail-with-body \
                --retry 6 --retry-connrefused --retry-max-time 300 \
                --connect-timeout 10 --max-time "$((wait + 30))" \
                --header @- --header 'Content-Type: application/json' \
                --header "Idempotency-Key: $key" --header "Prefer: wait=$wait" \
                --data-binary "@$directory/body" \
                --output "$directory/answer" --write-out '%{http_code}' \
                "${HOOKFERRY_URL%/}/hooks/$1"
    ) || code=$?
    if [ -s "$directory/answer" ]; then cat "$directory/answer" && echo; fi
    echo "hookferry: $1 answered $status" >&2
    if [ "$status" = 202 ] && [ "$wait" -gt 0 ]; then
        echo "hookferry: that was before everything had ended" >&2
        exit 75
    fi
    exit "$code"
)

# What names this run of a pipeline, and changes when somebody runs it again: the vendors' own ids.
hookferry_run() {
    if [ -n "${HOOKFERRY_KEY:-}" ]; then
        echo "$HOOKFERRY_KEY"
    elif [ -n "${GITHUB_RUN_ID:-}" ]; then # stays the same when re-run, hence the attempt
        echo "github-$GITHUB_RUN_ID-${GITHUB_RUN_ATTEMPT:-1}-${GITHUB_JOB:-job}"
    elif [ -n "${GITLAB_CI:-}" ]; then # a retried job has a new id
        echo "gitlab-${CI_JOB_ID:-job}"
    elif [ -n "${CIRCLE_WORKFLOW_JOB_ID:-}" ]; then # and so here
        echo "circleci-$CIRCLE_WORKFLOW_JOB_ID"
    elif [ -n "${BUILDKITE_JOB_ID:-}" ]; then # and here
        echo "buildkite-$BUILDKITE_JOB_ID"
    elif [ -n "${BUILD_TAG:-}" ]; then # Jenkins: jenkins-<job>-<number>
        echo "$BUILD_TAG"
    else # nobody names it, so that every call is a new one
        od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
    fi
}
