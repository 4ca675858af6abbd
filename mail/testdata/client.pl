# Opens a mail with Perl's MIME-tools and writes what it sees as JSON.
use strict;
use warnings;
use Encode qw(decode);
use JSON::PP;
use MIME::Base64;
use MIME::Parser;

my $parser = MIME::Parser->new;
$parser->output_to_core(1);
$parser->decode_headers(0);
binmode STDIN;
my $mail = $parser->parse(\*STDIN) or die "not a mail";
my $subject = $mail->head->get('Subject') // '';
$subject =~ s/\r?\n(?=[ \t])//g;
$subject =~ s/\r?\n\z//;
my %seen = (Subject => decode('MIME-Header', $subject), Text => '', HTML => '', Files => []);

sub open_part {
    my ($part) = @_;
    if ($part->parts) {
        open_part($_) for $part->parts;
        return;
    }
    my $content = $part->bodyhandle ? $part->bodyhandle->as_string : '';
    my $disposition = $part->head->mime_attr('content-disposition');
    if ($disposition) {
        my $id = $part->head->get('Content-ID') // '';
        $id =~ s/[<>\s]//g;
        my $name = $part->head->recommended_filename;
        push @{$seen{Files}}, {
            Name => (utf8::is_utf8($name) ? $name : decode('UTF-8', $name)),
            Type => $part->mime_type, ID => $id, Content => encode_base64($content, ''),
        };
    } elsif ($part->mime_type eq 'text/plain') {
        $seen{Text} = decode('UTF-8', $content);
    } elsif ($part->mime_type eq 'text/html') {
        $seen{HTML} = decode('UTF-8', $content);
    }
}

open_part($mail);
$seen{Files} = undef unless @{$seen{Files}};
print encode_json(\%seen);
