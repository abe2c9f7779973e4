/*
 * Likelihoods are in nats, as the scores of matches are.
 */
#include "query/verdict.h"

const struct likeness verdict_close = {0.5, 0.6};
const struct likeness verdict_alike = {0.35, 0};

static const double surprise_min = 4;
static const double surprise_share = 0.5;
static const double closeness_range = 0.2;

/** What is typed without quotation marks is a quotation where so much of it
 * agrees; or nearly so much, and few other places are nearly as likely. */
static const double quotation_share = 0.5;
static const double quotation_closeness = 0.45;
static const double quotation_lead = 4;
enum { QUOTATION_OTHERS = 4 };

/** What agrees hardly better with one place than with others is a way to ask:
 * "what does the bible say about" this or that. */
static const double way_to_ask_lead = 0.5;

/** Whether two candidates share words. */
static bool
are_one_place(const struct candidate *a, const struct candidate *b)
{
    return a->transcript == b->transcript && a->first < b->end &&
           b->first < a->end;
}

struct likeness
verdict_least(const struct quote_matches *matches, struct likeness least)
{
    const double closest = matches->n > 0 ? matches->matches[0].closeness : 0;
    if (closest - closeness_range > least.closeness) {
        least.closeness = closest - closeness_range;
    }
    return least;
}

bool
verdict_is_enough(const struct quote_match *match, struct likeness least)
{
    return (match->closeness >= least.closeness &&
            match->share >= least.share) ||
           (match->closeness >= verdict_alike.closeness &&
            match->surprise >= surprise_min && match->share >= surprise_share);
}

bool
verdict_is_way_to_ask(const struct quote_matches *matches)
{
    const struct quote_match *list = matches->matches;
    size_t n_places = 0;
    for (size_t i = 0;
         i < matches->n &&
         list[0].candidate.score - list[i].candidate.score < way_to_ask_lead;
         i++) {
        bool is_new = true;
        for (size_t k = 0; k < i && is_new; k++) {
            is_new = !are_one_place(&list[k].candidate, &list[i].candidate);
        }
        n_places += is_new;
    }
    return n_places > QUOTATION_OTHERS;
}

bool
verdict_is_quotation(const struct quote_matches *matches)
{
    if (matches->n == 0) {
        return false;
    }
    const struct quote_match *best = matches->matches;
    const double other = matches->n > QUOTATION_OTHERS
                             ? best[QUOTATION_OTHERS].candidate.score
                             : 0;
    return (best->closeness >= verdict_alike.closeness &&
            best->share >= quotation_share) ||
           (best->closeness >= quotation_closeness &&
            best->candidate.score - other >= quotation_lead);
}

bool
verdict_lacks_rarest(const struct quote_matches *matches,
                     const struct candidate *found)
{
    const struct quote_match *best = matches->matches;
    return matches->n > 0 && !best->has_rarest &&
           !(found && are_one_place(found, &best->candidate));
}

bool
verdict_is_likelier(const struct quote_matches *matches,
                    const struct candidate *place, double likelihood)
{
    const struct quote_match *best = &matches->matches[0];
    return best->candidate.score > likelihood ||
           (are_one_place(place, &best->candidate) &&
            best->closeness >= verdict_close.closeness &&
            best->share >= quotation_share);
}
