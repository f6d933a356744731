using System.CommandLine;

namespace Engram.Lab.Commands;

/// <summary><c>engram-lab vision</c>: shows what the detector finds in pictures.</summary>
public static class VisionCommand
{
    public static Command Create() => new("vision", "Look at what the object detector sees.") { VisionContactSheetCommand.Create() };
}
