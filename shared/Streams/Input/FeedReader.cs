using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Xml;
using Engram.Streams.Forms;

namespace Engram.Streams.Input;

/// <summary>Reads RSS and Atom.</summary>
internal static class FeedReader
{
    public static async IAsyncEnumerable<StreamItem> ReadAsync(
        PipeReader input, StreamOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await SkipWhiteSpaceAsync(input, cancellationToken);
        var form = new FeedForm(options);
        using var reader = XmlReader.Create(input.AsStream(leaveOpen: true), form.Settings);
        var position = (IXmlLineInfo)reader;
        var feed = new FeedElement("feed");
        while (await FeedForm.NextEntryAsync(reader, feed) is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Item(form, entry, feed, position.LineNumber);
        }
    }

    // Feeds often start with blank lines before the XML declaration, which XML forbids.
    private static async Task SkipWhiteSpaceAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var rest = new SequenceReader<byte>(read.Buffer);
            rest.AdvancePastAny(" \t\r\n"u8);
            input.AdvanceTo(rest.Position);
            if (!rest.End || read.IsCompleted)
                return;
        }
    }

    private static StreamItem Item(FeedForm form, FeedElement entry, FeedElement feed, int line)
    {
        try
        {
            return new StreamItem(line, 0, form.Read(entry, feed), null);
        }
        catch (PayloadException e)
        {
            return new StreamItem(line, 0, null, new LineError(LineErrorKind.InvalidPost, $"rss: {e.Message}."));
        }
    }
}
