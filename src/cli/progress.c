/*
 * progress.c - the progress bar.
 *
 * Owns its text and how often it is drawn; message.c erases it before other
 * lines.
 */
#include "cli/progress.h"

#include "base/timecode.h"
#include "cli/figure.h"

#include <stdio.h>

enum {
    BAR_CELLS = 20,
    BAR_BYTES = BAR_CELLS + 1,
    LINE_BYTES = 200,
    REDRAW_MS = 100,
};

/** The part that is done, 0 to 1: of the bytes, which is where the time
 * goes, or of the files where there are no bytes. */
static double
done_part(const struct quoth_progress *now)
{
    const bool has_bytes = now->n_bytes > 0;
    const int64_t all = has_bytes ? now->n_bytes : now->n_files;
    const int64_t done = has_bytes ? now->n_bytes_done : now->n_files_done;
    if (all <= 0 || done >= all) {
        return 1;
    }
    return done < 0 ? 0 : (double)done / (double)all;
}

/** The time that is left at the speed so far; unknown in the beginning. */
static const char *
time_left(char text[TIMECODE_BYTES], double part, double elapsed_ms)
{
    const double left_ms = part > 0 ? elapsed_ms * (1 - part) / part : -1;
    if (elapsed_ms < 1000 || left_ms < 0 || left_ms > (double)TIME_MAX_MS) {
        return "-:--";
    }
    return timecode_print_short(text, (int64_t)left_ms);
}

/** Draw what is done, 0 to 1, in cells. */
static const char *
draw_bar(char bar[BAR_BYTES], double part)
{
    for (int i = 0; i < BAR_CELLS; i++) {
        bar[i] = i < (int)(part * BAR_CELLS) ? '#' : ' ';
    }
    bar[BAR_CELLS] = '\0';
    return bar;
}

/** Write the line: `[####      ] 12/40 files  45.2 MB/s  0:42 left`. */
static void
print_line(char line[LINE_BYTES], const struct quoth_progress *now)
{
    char bar[BAR_BYTES];
    char done[FIGURE_BYTES];
    char all[FIGURE_BYTES];
    char left[TIMECODE_BYTES];
    const double part = done_part(now);
    const double seconds = now->elapsed_ms / 1000;
    const double speed =
        seconds > 0 ? (double)now->n_bytes_done / 1e6 / seconds : 0;
    snprintf(line, LINE_BYTES, "[%s] %s/%s files  %.1f MB/s  %s left",
             draw_bar(bar, part), figure_count(done, now->n_files_done),
             figure_count(all, now->n_files), speed,
             time_left(left, part, now->elapsed_ms));
}

/** Cut a line of plain ASCII to the terminal, the last column kept free: a
 * line that wraps can not be erased. */
static void
cut_line(char line[LINE_BYTES], size_t width)
{
    if (width > 0 && width <= LINE_BYTES) {
        line[width - 1] = '\0';
    }
}

/** Whether it is time to draw again. */
static bool
is_due(struct progress *progress, double elapsed_ms)
{
    if (!messages_can_show_status(progress->messages) ||
        (progress->drawn_ms >= 0 &&
         elapsed_ms - progress->drawn_ms < REDRAW_MS)) {
        return false;
    }
    progress->drawn_ms = elapsed_ms;
    return true;
}

void
progress_show(struct progress *progress, const struct quoth_progress *now)
{
    char line[LINE_BYTES];
    if (is_due(progress, now->elapsed_ms)) {
        print_line(line, now);
        cut_line(line, progress->messages->terminal.width);
        messages_show_status(progress->messages, line);
    }
}

/** Write the line: `[####      ] 12/40 transcripts  0:42 left`, or what is
 * being done where nobody knows how long that takes. */
static void
print_headway(char line[LINE_BYTES], const struct quoth_headway *now)
{
    char bar[BAR_BYTES];
    char done[FIGURE_BYTES];
    char all[FIGURE_BYTES];
    char left[TIMECODE_BYTES];
    if (now->n > 0) {
        const double part = (double)now->n_done / (double)now->n;
        snprintf(line, LINE_BYTES, "[%s] %s/%s %s  %s left",
                 draw_bar(bar, part), figure_count(done, now->n_done),
                 figure_count(all, now->n), now->doing,
                 time_left(left, part, now->elapsed_ms));
    } else {
        snprintf(line, LINE_BYTES, "%s ...", now->doing);
    }
}

void
progress_show_headway(struct progress *progress,
                      const struct quoth_headway *now)
{
    char line[LINE_BYTES];
    /* What is told without a number is not told again while it lasts. */
    if (now->n == 0 && messages_can_show_status(progress->messages)) {
        progress->drawn_ms = -1;
    }
    if (is_due(progress, now->elapsed_ms)) {
        print_headway(line, now);
        cut_line(line, progress->messages->terminal.width);
        messages_show_status(progress->messages, line);
    }
}
