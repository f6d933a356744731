using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Engram.Streams.Input;

/// <summary>Splits JSON that is not one object per line: an array's elements, or consecutive objects.</summary>
internal static class JsonValues
{
    public static async IAsyncEnumerable<RawLine> ReadAsync(
        PipeReader input, long offset, int maxValueBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var splitter = new JsonSplitter(offset, maxValueBytes);
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
            {
                for (var at = 0; at < segment.Length; at++)
                {
                    if (splitter.Take(segment.Span[at]) is { } value)
                        yield return value;
                }
            }

            input.AdvanceTo(read.Buffer.End);
            if (!read.IsCompleted)
                continue;
            if (splitter.Rest() is { } rest)
                yield return rest;
            yield break;
        }
    }
}

/// <summary>Finds the end of values by brackets and quotes alone; the parser reports invalid values.</summary>
internal sealed class JsonSplitter(long offset, int maxValueBytes)
{
    private readonly ArrayBufferWriter<byte> _value = new();
    private long _offset = offset;
    private long _line = 1;
    private long _valueOffset;
    private long _valueLine;
    private int _depth;
    private bool _isInArray;
    private bool _isInValue;
    private bool _isInString;
    private bool _isEscaped;
    private bool _isTooLong;

    private bool IsOutside => _depth == 0 && !_isInString;

    /// <summary>Takes the next byte; returns the value it completes, if any.</summary>
    public RawLine? Take(byte next)
    {
        var ended = _isInValue ? Continue(next) : Begin(next);
        _offset++;
        if (next == '\n')
            _line++;
        return ended;
    }

    /// <summary>The value cut off by the end of the stream; null when there is none.</summary>
    public RawLine? Rest() => _isInValue ? End(isEnded: false) : null;

    private RawLine? Begin(byte next)
    {
        if (next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',')
            return null;
        if (next == '[' && !_isInArray)
        {
            _isInArray = true;
            return null;
        }

        if (next == ']' && _isInArray)
        {
            _isInArray = false;
            return null;
        }

        (_isInValue, _valueOffset, _valueLine) = (true, _offset, _line);
        return Continue(next);
    }

    private RawLine? Continue(byte next)
    {
        if (IsOutside && next is ((byte)',' or (byte)'\n' or (byte)']'))
        {
            _isInArray &= next != ']';
            return End(isEnded: true);
        }

        Append(next);
        Follow(next);
        return IsOutside && next is ((byte)'}' or (byte)']') ? End(isEnded: true) : null;
    }

    private void Follow(byte next)
    {
        if (_isInString)
        {
            if (!_isEscaped && next == '"')
                _isInString = false;
            _isEscaped = !_isEscaped && next == '\\';
            return;
        }

        _isInString = next == '"';
        if (next is (byte)'{' or (byte)'[')
            _depth++;
        else if (next is (byte)'}' or (byte)']')
            _depth = Math.Max(0, _depth - 1);
    }

    private void Append(byte next)
    {
        if (_value.WrittenCount == maxValueBytes)
            _isTooLong = true;
        if (_isTooLong)
            return;
        _value.GetSpan(1)[0] = next;
        _value.Advance(1);
    }

    private RawLine End(bool isEnded)
    {
        var value = new RawLine(_valueLine, _valueOffset, _isTooLong ? null : _value.WrittenSpan.ToArray(), isEnded);
        _value.ResetWrittenCount();
        (_isInValue, _isInString, _isEscaped, _isTooLong, _depth) = (false, false, false, false, 0);
        return value;
    }
}
