/* SPDX-License-Identifier: GPL-2.0 */
/* The page that a picture is put into: user/render/page, as user.mk puts it together. */
#ifndef NSVIEW_PAGE_H
#define NSVIEW_PAGE_H

extern const char page_html[];

#endif
