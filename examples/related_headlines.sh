#!/bin/sh
# Prints the related headlines of every article, first as they are, then as they change. Needs kcat and jq.
#
#   sh related_headlines.sh localhost:9092
#
# The topic is compacted: its beginning holds the newest record of every article. A null value says that the article is
# gone (kcat -Z writes NULL for it). Without read_committed, records of transactions that were aborted would come too.
set -eu
broker=${1:?usage: related_headlines.sh HOST:PORT [TOPIC] [further options of kcat, such as -e to stop at the end]}
topic=${2:-headlines.related}
[ $# -lt 2 ] && shift 1 || shift 2

kcat -b "$broker" -C -t "$topic" -o beginning -q -u -Z -f '%k\t%s\n' -X isolation.level=read_committed "$@" |
while IFS="$(printf '\t')" read -r id value; do
  if [ "$value" = NULL ]; then
    echo "$id is gone"
  else
    printf '%s' "$value" | jq -r '.article.headline, (.related[] | "  \(.score / 1000)  \(.headline)")'
  fi
done
