/*
 * formats.h - what the format files share among themselves: the rows of the
 * table in format.c, and small helpers.
 */
#ifndef QUOTH_FORMAT_FORMATS_H
#define QUOTH_FORMAT_FORMATS_H

#include "format/format.h"

extern const struct format format_ass;
extern const struct format format_microdvd;
extern const struct format format_mpl2;
extern const struct format format_sami;
extern const struct format format_sbv;
extern const struct format format_srt;
extern const struct format format_webvtt;
extern const struct format format_whisper;
extern const struct format format_whisper_json;
extern const struct format format_whispercpp_json;
extern const struct format format_podcast_json;
extern const struct format format_youtube_json3;
extern const struct format format_timings_json;
extern const struct format format_json_lines;
extern const struct format format_whisper_table;
extern const struct format format_transcript_table;
extern const struct format format_markdown;
extern const struct format format_mission_log;
extern const struct format format_plain_text;
extern const struct format format_timed_text;
extern const struct format format_ttml;
extern const struct format format_youtube_xml;
extern const struct format format_eaf;
extern const struct format format_trs;
extern const struct format format_exb;
extern const struct format format_tei;
extern const struct format format_podcast_html;
extern const struct format format_transcript_html;
extern const struct format format_otr;
extern const struct format format_lrc;
extern const struct format format_textgrid;
extern const struct format format_ctm;
extern const struct format format_stm;
extern const struct format format_rev_nlp;
extern const struct format format_interview_tsv;
extern const struct format format_chat;
extern const struct format format_amberscript;
extern const struct format format_assemblyai;
extern const struct format format_autoedit;
extern const struct format format_aws;
extern const struct format format_azure;
extern const struct format format_bbc_kaldi;
extern const struct format format_deepgram;
extern const struct format format_draftjs;
extern const struct format format_elevenlabs;
extern const struct format format_gentle;
extern const struct format format_google;
extern const struct format format_ibm;
extern const struct format format_paper_edit;
extern const struct format format_rev;
extern const struct format format_speechmatics;
extern const struct format format_vosk;
extern const struct format format_turns_json;
extern const struct format format_records_json;

/** Whether `text` is `lower`, which has no upper case letters, in any ASCII
 * letter case. */
bool equals_lower(struct slice text, struct slice lower);

/** What a parser returns: the transcript's status, told to `error` too. */
enum status format_end(const struct transcript *transcript,
                       struct error *error);

#endif
