/* SPDX-License-Identifier: GPL-2.0 */
/* Words that name a device, a namespace or a process, of a host that was saved. */
#include "../fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "view/find.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct host *h = small_host();
	char *word = text_of(data, size);
	struct problem p = { "" };
	bool marks[8] = { false };
	enum ns_type type;
	struct dev *dev;
	struct ns *ns;

	if (!find_dev(h, word, &p) && !p.words[0])
		broken("no device, and no words");
	for (type = 0; type <= NS_TYPES; type++)
		find_ns(h, word, type, &p);
	find_dev_or_net(h, word, &dev, &ns, &p);
	find_namespaces(h, word, marks, &p);
	free(word);
	return 0;
}
